package io.holdfast.agent.backup.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads files in stretches, several at once, and hands them on in their order. Holds 2 MiB. Used by
 * one thread, which waits for the oldest stretch when as many as there may be are under way.
 */
public final class ReadAhead implements AutoCloseable {
    private static final int STRETCH_BYTES = 256 << 10;
    private static final int MOST_UNDER_WAY = 8;
    private static final int THREADS = 4;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().name("backup-read-", 0).daemon().factory());
    private final Deque<Stretch> underWay = new ArrayDeque<>();
    private final Deque<byte[]> spare = new ArrayDeque<>();
    private final PageCheck check;
    private final Sink sink;

    /** Takes the files in their order; of one that vanished nothing. */
    public interface Sink {
        void begin(FoundFile file) throws InterruptedException;

        /** The array is used again afterwards. */
        void data(byte[] bytes, int length) throws InterruptedException;

        void end() throws InterruptedException;
    }

    private record Stretch(
            OpenFile file, long offset, int length, byte[] bytes, Future<Boolean> isThere) {
        boolean isLast() {
            return offset + length == file.file().sizeBytes();
        }
    }

    public ReadAhead(PageCheck check, Sink sink) {
        this.check = check;
        this.sink = sink;
    }

    /** Begins to read a file, and hands on what was read before it. */
    public void add(FoundFile found) throws IOException, InterruptedException {
        OpenFile file = new OpenFile(found);
        long offset = 0;
        do {
            if (underWay.size() == MOST_UNDER_WAY) {
                handOn();
            }
            int length = (int) Math.min(STRETCH_BYTES, found.sizeBytes() - offset);
            byte[] bytes = spare.isEmpty() ? new byte[STRETCH_BYTES] : spare.pop();
            long from = offset;
            underWay.add(
                    new Stretch(
                            file,
                            from,
                            length,
                            bytes,
                            threads.submit(() -> file.read(from, bytes, length, check))));
            offset += length;
        } while (offset < found.sizeBytes());
    }

    /** Hands on everything that was added. */
    public void finish() throws IOException, InterruptedException {
        while (!underWay.isEmpty()) {
            handOn();
        }
    }

    private void handOn() throws IOException, InterruptedException {
        Stretch oldest = underWay.getFirst();
        if (isThere(oldest)) {
            if (oldest.offset() == 0) {
                sink.begin(oldest.file().file());
            }
            sink.data(oldest.bytes(), oldest.length());
            if (oldest.isLast()) {
                sink.end();
            }
        }
        if (oldest.isLast()) {
            oldest.file().close();
        }
        underWay.removeFirst();
        spare.push(oldest.bytes());
    }

    private static boolean isThere(Stretch stretch) throws IOException, InterruptedException {
        try {
            return stretch.isThere().get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure ->
                        throw new IOException(
                                stretch.file().file().place() + ": " + failure, failure);
                case null, default -> throw new IllegalStateException("a reader failed", e);
            }
        }
    }

    /** Stops what is under way. */
    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        threads.close();
        for (Stretch stretch : underWay) {
            stretch.file().close();
        }
    }
}
