package io.holdfast.agent.capture;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the database over a connection of its own: how far its WAL is written (the ruler of the
 * lag), how the slot stands, and whether the server is shutting down. Runs on a virtual thread.
 */
final class ServerWatch implements Runnable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Once a second: a server under load may write a small allowance full in a few. */
    private static final int SLOT_EVERY = 10;

    private final PgConnector connector;
    private final ConnectionSettings settings;
    private final LagSamples samples;
    private final SlotGuard guard;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Optional<Long> stoppingSince = Optional.empty();
    private volatile @Nullable HoldfastException failure;

    ServerWatch(
            PgConnector connector,
            ConnectionSettings settings,
            LagSamples samples,
            SlotGuard guard,
            InstantSource clock,
            LongSupplier nanos) {
        this.connector = connector;
        this.settings = settings;
        this.samples = samples;
        this.guard = guard;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** When (monotonic) the server was first seen to shut down; empty while it runs. */
    Optional<Long> stoppingSince() {
        return stoppingSince;
    }

    /** Why the database cannot be looked at now. */
    Optional<HoldfastException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void run() {
        try {
            while (!pause(INTERVAL)) {
                try (PgConnection sql = connector.connect(settings)) {
                    watch(sql);
                } catch (HoldfastException e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            stop();
        }
    }

    private void watch(PgConnection sql) throws InterruptedException {
        for (int round = 0; !isStopped(); round++) {
            sample(sql);
            if (round % SLOT_EVERY == 0) {
                guard.check(sql);
            }
            if (pause(INTERVAL)) {
                return;
            }
        }
    }

    // The moment before the question is taken: what the answer names was not written later than the
    // lag will say.
    private void sample(PgConnection sql) {
        long before = nanos.getAsLong();
        var at = clock.instant();
        Optional<String> lsn =
                sql.query(
                                "select case when pg_is_in_recovery() then null else"
                                        + " pg_current_wal_flush_lsn() end")
                        .value();
        lsn.map(Lsn::parse).ifPresent(l -> samples.add(new LagSamples.Sample(before, at, l)));
        failure = null;
        stoppingSince = Optional.empty();
    }

    private void failed(HoldfastException e) {
        failure = e;
        boolean isStopping =
                SqlState.of(e)
                        .filter(
                                state ->
                                        state.equals(SqlState.ADMIN_SHUTDOWN)
                                                || state.equals(SqlState.CANNOT_CONNECT_NOW))
                        .isPresent();
        if (isStopping && stoppingSince.isEmpty()) {
            stoppingSince = Optional.of(nanos.getAsLong());
        }
    }

    private boolean pause(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    void stop() {
        stopped.countDown();
    }
}
