package io.holdfast.repository.backup;

/**
 * What the server was when the backup was made.
 *
 * @param systemIdentifier decimal
 * @param version as the server names it, such as {@code 18.1}
 * @param blockSize bytes of a relation's block
 * @param relationSegmentBlocks blocks of a relation's file before the next one begins
 * @param walBlockSize bytes of a WAL page
 * @param walSegmentSize bytes of a WAL segment
 */
public record ServerFacts(
        String systemIdentifier,
        int major,
        String version,
        long catalogVersion,
        int blockSize,
        long relationSegmentBlocks,
        int walBlockSize,
        int walSegmentSize,
        boolean dataChecksums) {}
