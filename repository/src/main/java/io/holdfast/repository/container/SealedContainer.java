package io.holdfast.repository.container;

/**
 * A container, ready to be put.
 *
 * @param bytes belongs to the receiver; only the first {@code length} count
 * @param frames the number of frames, the empty last one included
 * @param plainBytes length of the plain content
 */
public record SealedContainer(
        ContainerKind kind,
        String name,
        byte[] bytes,
        int length,
        String keyId,
        byte[] salt,
        int frames,
        long plainBytes,
        byte[] plainSha256) {}
