package io.holdfast.postgres.page;

/** What {@code PageIsVerified} of PostgreSQL would say of a page. */
public enum PageVerdict {
    SOUND,
    /** All zero: added to the file, never written. */
    NEW,
    WRONG_CHECKSUM,
    /** The header contradicts itself. */
    BROKEN_HEADER;

    /** A page is damaged only if it still looks so when it is read once more (T51). */
    public boolean looksDamaged() {
        return this == WRONG_CHECKSUM || this == BROKEN_HEADER;
    }

    /**
     * Judges one page of a cluster with data checksums.
     *
     * @param blockNumber counted from the first page of the fork's first file (T52)
     */
    public static PageVerdict of(byte[] bytes, int offset, int pageSize, int blockNumber) {
        if (PageHeader.isNew(bytes, offset, pageSize)) {
            return NEW;
        }
        int expected = PageChecksum.compute(bytes, offset, pageSize, blockNumber);
        if (expected != PageHeader.checksum(bytes, offset)) {
            return WRONG_CHECKSUM;
        }
        return PageHeader.isSane(bytes, offset, pageSize) ? SOUND : BROKEN_HEADER;
    }
}
