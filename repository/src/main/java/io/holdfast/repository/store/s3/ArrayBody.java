package io.holdfast.repository.store.s3;

import io.minio.ByteBuffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * The first bytes of an array as the SDK's buffer. Given an array, the SDK copies all of it into
 * the HTTP client's buffers before the first byte leaves; given this, it copies 8 KiB at a time.
 */
final class ArrayBody extends ByteBuffer {
    private final byte[] bytes;
    private final int length;

    ArrayBody(byte[] bytes, int length) {
        super(0);
        this.bytes = bytes;
        this.length = length;
    }

    @Override
    public InputStream inputStream() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    @Override
    public long length() {
        return length;
    }
}
