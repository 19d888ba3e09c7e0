package io.holdfast.repository.store.s3;

/**
 * Which digests go with a put. The payload's SHA-256 is part of the signature in both modes, so a
 * store that checks signatures refuses bytes that were damaged on the way.
 */
public enum ChecksumMode {
    /** {@code Content-MD5}, which every store knows, and buckets with object lock ask for. */
    WHEN_REQUIRED,
    /** {@code x-amz-checksum-sha256}, which the store keeps and shows, and some refuse. */
    ALWAYS
}
