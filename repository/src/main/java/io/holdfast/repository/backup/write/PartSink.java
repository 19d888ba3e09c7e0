package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.SealedContainer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Seals parts, numbers them, and puts them one after the other. */
final class PartSink implements AutoCloseable {
    private static final byte[] NO_METADATA = new byte[0];

    private final ContainerWriter writer;
    private final BackupNames names;
    private final Fanout fanout;
    private final Semaphore inFlight = new Semaphore(1);
    private int parts;

    /** A part that is on its way. */
    record Part(int number, long storedBytes, byte[] sha256) {}

    PartSink(ContainerWriter writer, BackupNames names, Fanout fanout) {
        this.writer = writer;
        this.names = names;
        this.fanout = fanout;
    }

    Part put(ContainerKind kind, byte[] plain, int length) throws InterruptedException {
        fanout.patiently(nanos -> inFlight.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? true : null);
        int number = ++parts;
        SealedContainer sealed =
                writer.seal(kind, names.part(number), NO_METADATA, plain, 0, length);
        byte[] sha256 = StoredBytes.sha256(sealed.bytes(), sealed.length());
        fanout.put(sealed, inFlight::release);
        return new Part(number, sealed.length(), sha256);
    }

    @Override
    public void close() {
        writer.close();
    }
}
