package io.holdfast.repository.container;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** The numbers of the container format, and the one way to say that a container is damaged. */
final class ContainerLayout {
    static final int MAGIC = 0x48464331;
    static final int PREFIX_BYTES = 48;
    static final int SALT_OFFSET = 16;
    static final int SALT_BYTES = 32;
    static final int HASH_BYTES = 32;
    static final int TAG_BYTES = 16;

    /** SHA-256, plain length, number of frames, length of the metadata. */
    static final int HEADER_FIXED_BYTES = HASH_BYTES + 8 + 4 + 2;

    static final int MAX_SEALED_HEADER_BYTES = 16_384;

    /** Stored length and plain length before each frame. */
    static final int FRAME_PREFIX_BYTES = 8;

    static final int MAX_FRAME_PLAIN_BYTES = 1 << 20;
    static final int COMPRESSED_BIT = 0x8000_0000;

    private ContainerLayout() {}

    static HoldfastException damaged(String name, String reason) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "object-damaged",
                name + " is damaged: " + reason,
                "Keep the object as it is, and restore from another repository; 'holdfast verify'"
                        + " lists what is affected.");
    }
}
