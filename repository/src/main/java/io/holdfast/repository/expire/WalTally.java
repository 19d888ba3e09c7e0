package io.holdfast.repository.expire;

/** Counts the WAL that goes, and what was gone through. */
final class WalTally {
    private long objects;
    private long bytes;
    private long listed;

    /** Counts an object that goes; always true. */
    boolean take(WalGarbage.Item item) {
        objects++;
        bytes += item.sizeBytes();
        return true;
    }

    void listed(long more) {
        listed += more;
    }

    long objects() {
        return objects;
    }

    long bytes() {
        return bytes;
    }

    long listed() {
        return listed;
    }
}
