package io.holdfast.agent.verify.trial;

import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.feed.FeederStatus;
import io.holdfast.agent.restore.watch.RecoveryProbe;
import io.holdfast.agent.restore.watch.RecoverySample;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the watch of a recovery that goes nowhere: one that waits for a repository, or that
 * PostgreSQL paused because a setting is lower than it was on the primary (T18).
 */
final class ProgressGuard implements RecoveryProbe {
    private final RecoveryProbe probe;
    private final Feeder feeder;
    private final Duration stall;
    private final LongSupplier nanoTime;
    private @Nullable Position last;
    private long since;
    private boolean wasConsistent;

    private record Position(Optional<Lsn> replayed, Optional<String> asked, long fetched) {}

    ProgressGuard(RecoveryProbe probe, Feeder feeder, Duration stall, LongSupplier nanoTime) {
        this.probe = probe;
        this.feeder = feeder;
        this.stall = stall;
        this.nanoTime = nanoTime;
    }

    /**
     * @throws HoldfastException {@code verify-recovery-stalled}
     */
    @Override
    public Optional<RecoverySample> look() {
        Optional<RecoverySample> sample = probe.look();
        wasConsistent |= sample.isPresent();
        FeederStatus status = feeder.status();
        Position now =
                new Position(
                        sample.flatMap(RecoverySample::replayed),
                        status.lastAsked(),
                        status.segmentsFetched());
        if (!now.equals(last)) {
            last = now;
            since = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - since > stall.toNanos()) {
            throw stalled(now, sample, status);
        }
        return sample;
    }

    /** A server in recovery lets nobody in before it has passed its backup's stop. */
    boolean wasConsistent() {
        return wasConsistent;
    }

    private HoldfastException stalled(
            Position now, Optional<RecoverySample> sample, FeederStatus status) {
        boolean isPaused = sample.filter(RecoverySample::isPaused).isPresent();
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "verify-recovery-stalled",
                "recovery stood at %s for %d s%s%s"
                        .formatted(
                                now.replayed().map(Lsn::toString).orElse("its beginning"),
                                stall.toSeconds(),
                                isPaused ? ", paused by the server" : "",
                                status.trouble().map(e -> ": " + e.getMessage()).orElse("")),
                "Check that the repository answers, and that max_connections and its like were not"
                        + " raised on the primary after the backup; then run it again.");
    }
}
