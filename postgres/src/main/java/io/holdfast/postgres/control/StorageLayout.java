package io.holdfast.postgres.control;

import io.holdfast.postgres.WalSegmentSize;

/**
 * What initdb and the build fixed.
 *
 * @param blockSize bytes of a data page
 * @param blocksPerSegment pages of one relation file before the next ({@code .1}) begins
 * @param walBlockSize bytes of a WAL page
 * @param dataChecksumVersion 0 if data pages carry no checksums
 */
public record StorageLayout(
        int blockSize,
        int blocksPerSegment,
        int walBlockSize,
        WalSegmentSize walSegmentSize,
        int dataChecksumVersion) {
    public boolean hasDataChecksums() {
        return dataChecksumVersion != 0;
    }
}
