package io.holdfast.agent.restore.feed;

import io.holdfast.agent.restore.wal.WalAnswer;
import io.holdfast.agent.restore.wal.WalPlan;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegment;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the WAL of one restore until closed. PostgreSQL may ask for any name any number of times,
 * and several at once; it is told <em>absent</em> only by the plan. If this process dies,
 * PostgreSQL waits for the time that the options name and then stops without promoting.
 */
public final class Feeder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(30);
    private static final Duration BEAT_EVERY = Duration.ofMillis(500);

    /** PostgreSQL asks for the last segment that it read once more at the end of recovery. */
    private static final int KEPT_BEHIND = 2;

    private final FeederOptions options;
    private final WalPlan plan;
    private final Spool spool;
    private final Fetches fetches;
    private final LongSupplier nanoTime;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final TreeSet<WalSegment> published = new TreeSet<>();
    private final Thread thread;

    private volatile @Nullable WalSegment lastAsked;
    private volatile @Nullable HoldfastException failure;
    private long nextToFetch;
    private long beats;
    private long lastBeat;

    private Feeder(
            FeederOptions options,
            WalPlan plan,
            Spool spool,
            Fetches fetches,
            LongSupplier nanoTime) {
        this.options = options;
        this.plan = plan;
        this.spool = spool;
        this.fetches = fetches;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofVirtual().name("feeder").unstarted(this::run);
    }

    /**
     * Prepares the spool and begins to serve.
     *
     * @param start where PostgreSQL will begin to read
     * @param nanoTime a monotonic clock
     * @throws HoldfastException {@code spool-unusable}
     */
    public static Feeder open(
            FeederOptions options,
            WalPlan plan,
            Lsn start,
            ClusterRepository repository,
            Branch branch,
            LongSupplier nanoTime) {
        Spool spool = Spool.create(options.spool(), options.staleAfter());
        Fetches fetches =
                new Fetches(
                        spool, () -> new SegmentFetch(repository, branch), options.retryPause());
        Feeder feeder = new Feeder(options, plan, spool, fetches, nanoTime);
        feeder.nextToFetch = plan.segmentSize().segmentNumberOf(start);
        feeder.beat();
        feeder.thread.start();
        return feeder;
    }

    /** The value of PostgreSQL's setting {@code restore_command} for a spool. */
    public static String restoreCommand(FeederOptions options) {
        return FetchScript.command(options.spool().toAbsolutePath().normalize());
    }

    public FeederStatus status() {
        return new FeederStatus(
                Optional.ofNullable(lastAsked).map(WalSegment::name),
                fetches.fetched(),
                fetches.damage(),
                fetches.trouble(),
                Optional.ofNullable(failure));
    }

    private void run() {
        try {
            do {
                beatWhenDue();
                spool.requests().forEach(this::serve);
                fetchAhead();
                dropPassed();
            } while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The heartbeat ends with this thread, so the scripts stop PostgreSQL.
            LOG.error("the feeder of {} has stopped", options.spool(), e);
            failure = e instanceof HoldfastException known ? known : defect(e);
        }
    }

    private static HoldfastException defect(RuntimeException cause) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "feeder-defect",
                "the feeder stopped: " + cause,
                "Report this with the log; restoring again is safe.",
                cause);
    }

    private void beatWhenDue() {
        if (nanoTime.getAsLong() - lastBeat >= BEAT_EVERY.toNanos()) {
            beat();
        }
    }

    private void beat() {
        lastBeat = nanoTime.getAsLong();
        spool.beat(++beats);
    }

    private void serve(String name) {
        switch (plan.answer(name)) {
            case WalAnswer.Segment asked -> serve(name, asked);
            case WalAnswer.History history -> {
                spool.ready(name, history.content());
                spool.forget(name);
            }
            case WalAnswer.Absent absent -> {
                LOG.info("{} is absent: {}", name, absent.reason());
                spool.absent(name, absent.reason());
                spool.forget(name);
            }
            case WalAnswer.Refused refused -> {
                LOG.error("{} is refused: {}", name, refused.reason());
                spool.failed(name, refused.reason());
                spool.forget(name);
            }
        }
    }

    private void serve(String name, WalAnswer.Segment asked) {
        lastAsked = asked.segment();
        if (spool.isReady(name)) {
            spool.forget(name);
            return;
        }
        Optional<HoldfastException> broken = fetches.failure(name);
        if (broken.isPresent()) {
            HoldfastException reason = broken.get();
            LOG.error("segment {} cannot be served, the recovery stops", name, reason);
            failure = reason;
            spool.failed(name, reason.advice());
            spool.forget(name);
            return;
        }
        published.add(asked.segment());
        fetches.begin(asked, options.parallel() + 1);
    }

    /** Fetches what PostgreSQL will ask for next, in its order. */
    private void fetchAhead() {
        WalSegment asked = lastAsked;
        if (asked != null) {
            nextToFetch = asked.number() + 1;
        }
        for (long number = nextToFetch; number < nextToFetch + options.prefetch(); number++) {
            plan.expected(number)
                    .filter(next -> !spool.isReady(next.segment().name()))
                    .filter(next -> fetches.failure(next.segment().name()).isEmpty())
                    .ifPresent(
                            next -> {
                                published.add(next.segment());
                                fetches.begin(next, options.parallel());
                            });
        }
    }

    /** Keeps the spool small; what is dropped here and asked for again is fetched again. */
    private void dropPassed() {
        WalSegment asked = lastAsked;
        if (asked == null) {
            return;
        }
        long most = options.keptBytes() / plan.segmentSize().bytes() + options.prefetch();
        Iterator<WalSegment> oldest = published.iterator();
        while (published.size() > most && oldest.hasNext()) {
            WalSegment segment = oldest.next();
            boolean isPassed = segment.number() + KEPT_BEHIND <= asked.number();
            if (isPassed && spool.isReady(segment.name())) {
                spool.evict(segment.name());
                oldest.remove();
            }
        }
    }

    /** Stops serving and deletes the WAL in the spool. */
    @Override
    public void close() {
        closing.countDown();
        Joining.join(thread);
        fetches.close();
        spool.wipe();
    }
}
