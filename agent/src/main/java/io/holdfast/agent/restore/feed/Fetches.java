package io.holdfast.agent.restore.feed;

import io.holdfast.agent.restore.wal.WalAnswer;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that are being fetched, each on a virtual thread, and how it went. What may pass is
 * tried again for ever: PostgreSQL waits meanwhile. All methods may be called from any thread.
 */
final class Fetches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Spool spool;
    private final Supplier<SegmentFetch> newReader;
    private final Duration firstPause;

    private final Map<String, Thread> running = new HashMap<>();
    private final Map<String, HoldfastException> broken = new HashMap<>();
    private final Deque<SegmentFetch> idle = new ArrayDeque<>();
    private final Map<String, HoldfastException> damage = new LinkedHashMap<>();
    private @Nullable HoldfastException trouble;
    private long fetched;
    private boolean isClosed;

    Fetches(Spool spool, Supplier<SegmentFetch> newReader, Duration firstPause) {
        this.spool = spool;
        this.newReader = newReader;
        this.firstPause = firstPause;
    }

    /** Begins to fetch unless it is under way, or {@code limit} others are. */
    synchronized void begin(WalAnswer.Segment segment, int limit) {
        String name = segment.segment().name();
        if (!isClosed && !running.containsKey(name) && running.size() < limit) {
            running.put(
                    name, Thread.ofVirtual().name("fetch-" + name).start(() -> run(name, segment)));
        }
    }

    private void run(String name, WalAnswer.Segment segment) {
        SegmentFetch reader = takeReader();
        try {
            untilFetched(reader, name, segment);
            succeeded(name, reader);
        } catch (HoldfastException e) {
            failed(name, e);
        } catch (RuntimeException e) {
            failed(name, defect(name, e));
        } catch (InterruptedException e) {
            // closed: whoever closes wipes the spool
            Thread.currentThread().interrupt();
        } finally {
            ended(name);
        }
    }

    private void untilFetched(SegmentFetch reader, String name, WalAnswer.Segment segment)
            throws InterruptedException {
        Duration pause = firstPause;
        while (true) {
            try {
                spool.io(() -> write(reader, name, segment));
                spool.publish(name);
                return;
            } catch (HoldfastException e) {
                if (e.category() != ErrorCategory.TRANSIENT || isClosed()) {
                    throw e;
                }
                report(name, e);
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }

    private Void write(SegmentFetch reader, String name, WalAnswer.Segment segment)
            throws IOException {
        reader.write(segment, spool.draft(name));
        return null;
    }

    private static HoldfastException defect(String name, RuntimeException cause) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "feeder-defect",
                "segment " + name + " could not be fetched: " + cause,
                "Report this with the log; restoring again is safe.",
                cause);
    }

    private synchronized SegmentFetch takeReader() {
        SegmentFetch reader = idle.poll();
        return reader == null ? newReader.get() : reader;
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private synchronized void report(String name, HoldfastException e) {
        if (trouble == null) {
            LOG.warn("segment {} cannot be fetched yet, trying on: {}", name, e.getMessage());
        }
        trouble = e;
    }

    private synchronized void succeeded(String name, SegmentFetch reader) {
        if (trouble != null) {
            LOG.info("segment {} is fetched; the repository answers again", name);
        }
        trouble = null;
        fetched++;
        // several readers may have met the same
        reader.damage().forEach(e -> damage.putIfAbsent(e.toString(), e));
        idle.push(reader);
    }

    /** Keeps the error; the reader, in an unknown state, is not used again. */
    private synchronized void failed(String name, HoldfastException e) {
        if (!isClosed) {
            broken.put(name, e);
        }
    }

    private synchronized void ended(String name) {
        running.remove(name);
    }

    /** Why a segment cannot be had. Damage does not heal, so it is not fetched again. */
    synchronized Optional<HoldfastException> failure(String name) {
        return Optional.ofNullable(broken.get(name));
    }

    synchronized Optional<HoldfastException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Damaged objects in whose place others were read. */
    synchronized List<HoldfastException> damage() {
        return List.copyOf(damage.values());
    }

    synchronized long fetched() {
        return fetched;
    }

    /** Stops everything that is under way, and returns when nothing is. */
    @Override
    public void close() {
        Map<String, Thread> last;
        synchronized (this) {
            isClosed = true;
            last = Map.copyOf(running);
        }
        last.values().forEach(Thread::interrupt);
        for (Thread thread : last.values()) {
            Joining.join(thread);
        }
    }
}
