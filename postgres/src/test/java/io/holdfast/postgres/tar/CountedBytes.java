package io.holdfast.postgres.tar;

import java.nio.ByteBuffer;

/** Counts, for entries too large to keep. */
final class CountedBytes implements TarListener {
    private long bytes;
    private int entries;

    @Override
    public void entryStarted(TarEntry entry) {}

    @Override
    public void data(ByteBuffer content) {
        bytes += content.remaining();
    }

    @Override
    public void entryEnded() {
        entries++;
    }

    @Override
    public void archiveEnded() {}

    long bytes() {
        return bytes;
    }

    int entries() {
        return entries;
    }
}
