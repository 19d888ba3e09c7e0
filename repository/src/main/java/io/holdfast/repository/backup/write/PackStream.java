package io.holdfast.repository.backup.write;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * From frames to packs in the repositories: one frame fills while the one before is encoded on the
 * pool, and a bounded number of packs is on its way. Used by one thread.
 */
final class PackStream implements AutoCloseable {
    private final PackEncoder encoder;
    private final Fanout fanout;
    private final Executor cpu;
    private final Announcement sealed;
    private final BlockingQueue<byte[]> buffers;
    private final Deque<FrameDraft> spare = new ArrayDeque<>();
    private @Nullable Encoding encoding;

    private record Encoding(FrameDraft frame, CompletableFuture<PackEncoder.Encoded> result) {}

    /** Learns of each pack before it is put. */
    interface Announcement {
        void pack(SealedPack pack) throws InterruptedException;
    }

    /**
     * @param sealed is told of each pack, in the order of their numbers
     */
    PackStream(
            PackEncoder encoder,
            Fanout fanout,
            Executor cpu,
            BackupLimits limits,
            Announcement sealed) {
        this.encoder = encoder;
        this.fanout = fanout;
        this.cpu = cpu;
        this.sealed = sealed;
        this.buffers = new ArrayBlockingQueue<>(limits.packsInFlight() + 1);
        while (buffers.offer(new byte[limits.packBufferBytes()])) {
            // one more: the bound of the queue is the bound of the memory
        }
        spare.add(new FrameDraft());
    }

    /** Hands in a frame, and gives an empty one in exchange. */
    FrameDraft add(FrameDraft frame) throws InterruptedException {
        settle();
        if (encoder.needsBuffer()) {
            // Here, not on the pool: whoever waits for a repository must not keep a thread of it.
            encoder.begin(fanout.patiently(nanos -> buffers.poll(nanos, TimeUnit.NANOSECONDS)));
        }
        encoding =
                new Encoding(
                        frame,
                        CompletableFuture.supplyAsync(
                                () -> encoder.append(frame.plain(), frame.length()), cpu));
        return spare.pop();
    }

    /** Waits for the frame that is being encoded: afterwards every frame has its place. */
    void settle() throws InterruptedException {
        if (encoding == null) {
            return;
        }
        PackEncoder.Encoded encoded = result(encoding.result);
        FrameDraft frame = encoding.frame;
        encoding = null;
        frame.place(encoded.pack(), encoded.place());
        frame.clear();
        spare.push(frame);
        put(encoded.sealed());
    }

    private static PackEncoder.Encoded result(CompletableFuture<PackEncoder.Encoded> future)
            throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException known) {
                throw known;
            }
            throw new HoldfastException(
                    ErrorCategory.INTERNAL,
                    "backup-encoding-failed",
                    "a frame could not be encoded: " + e.getCause(),
                    "Report this with the log of the agent.",
                    e);
        }
    }

    /** Closes the last pack; it is then on its way, like those before. */
    void finish() throws InterruptedException {
        settle();
        put(encoder.finish());
    }

    private void put(@Nullable SealedPack pack) throws InterruptedException {
        if (pack != null) {
            sealed.pack(pack);
            fanout.put(pack.container(), () -> buffers.add(pack.buffer()));
        }
    }

    /** Ends after the pool is done with the encoder: its native memory is freed here. */
    @Override
    public void close() {
        if (encoding != null) {
            encoding.result.handle((_, _) -> true).join();
        }
        encoder.close();
    }
}
