package io.holdfast.repository.container;

/**
 * What a container says of itself, authenticated.
 *
 * @param plainBytes length of the plain content
 * @param frames the number of frames, the empty last one included
 * @param metadata JSON, or empty
 * @param headerBytes where the first frame begins
 */
public record ContainerHeader(
        ContainerKind kind,
        String name,
        String keyId,
        byte[] salt,
        byte[] plainSha256,
        long plainBytes,
        int frames,
        byte[] metadata,
        int headerBytes) {}
