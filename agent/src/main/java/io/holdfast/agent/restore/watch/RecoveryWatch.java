package io.holdfast.agent.restore.watch;

import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.control.ClusterState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows a recovery to its end. That a server was started, or even accepted a connection, proves
 * nothing: PostgreSQL can still end with an error hours later (E2), or end its recovery too early
 * (E3). Only the LSN that was reached counts.
 */
public final class RecoveryWatch {
    private final StopPoint planned;
    private final Postmaster postmaster;
    private final RecoveryProbe probe;
    private final WatchOptions options;
    private final LongSupplier nanoTime;
    private @Nullable Lsn furthest;
    private boolean wasAlive;

    /**
     * @param dataDirectory of the server, on this machine
     * @param nanoTime a monotonic clock
     */
    public RecoveryWatch(
            StopPoint planned,
            Path dataDirectory,
            RecoveryProbe probe,
            WatchOptions options,
            LongSupplier nanoTime) {
        this.planned = planned;
        this.postmaster = new Postmaster(dataDirectory);
        this.probe = probe;
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /**
     * Blocks until the recovery has ended, one way or another.
     *
     * @param listener told of every sample
     */
    public RecoveryVerdict run(Consumer<RecoverySample> listener) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        while (true) {
            boolean isAlive = postmaster.isAlive();
            wasAlive |= isAlive;
            Optional<RecoverySample> sample = isAlive ? probe.look() : Optional.empty();
            sample.ifPresent(listener);
            sample.flatMap(RecoverySample::replayed).ifPresent(lsn -> furthest = lsn);
            Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - begin);
            Optional<RecoveryVerdict> verdict =
                    isAlive ? sample.flatMap(this::judge) : ended(elapsed);
            if (verdict.isPresent()) {
                return verdict.get();
            }
            if (elapsed.compareTo(options.patience()) > 0) {
                return new RecoveryVerdict.Undecided(Optional.ofNullable(furthest));
            }
            Thread.sleep(options.lookEvery());
        }
    }

    private Optional<RecoveryVerdict> ended(Duration elapsed) {
        boolean mayStillStart =
                !wasAlive && !wasShutDown() && elapsed.compareTo(options.startGrace()) < 0;
        return mayStillStart
                ? Optional.empty()
                : Optional.of(
                        new RecoveryVerdict.Stopped(
                                postmaster.state(), Optional.ofNullable(furthest)));
    }

    /**
     * Whether a server has come and gone between two looks: a backup is made of a running server,
     * so it never says this of itself.
     */
    private boolean wasShutDown() {
        return postmaster.state().filter(ClusterState.SHUT_DOWN_IN_RECOVERY::equals).isPresent();
    }

    private Optional<RecoveryVerdict> judge(RecoverySample sample) {
        if (!sample.isInRecovery()) {
            return Optional.of(judgePromoted(sample));
        }
        Lsn replayed = sample.replayed().orElse(Lsn.ZERO);
        if (replayed.isAfter(planned.end())) {
            return Optional.of(missed(Optional.of(replayed), "it replayed more than was planned"));
        }
        boolean isThere = sample.isPaused() && replayed.equals(planned.end());
        return isThere ? Optional.of(reached(sample)) : Optional.empty();
    }

    /**
     * What was replayed before the promotion, and where the new timeline began: both must fit,
     * where both are known.
     */
    private RecoveryVerdict judgePromoted(RecoverySample sample) {
        Optional<Lsn> fork = sample.timeline().flatMap(postmaster::forkOf);
        Optional<Lsn> replayed = sample.replayed().or(() -> fork);
        if (replayed.isEmpty()) {
            return missed(replayed, "it is promoted, and does not tell how far it had replayed");
        }
        boolean fits =
                replayed.get().equals(planned.end())
                        && fork.filter(lsn -> !lsn.equals(planned.end())).isEmpty()
                        && sample.timeline().filter(t -> !t.equals(planned.timeline())).isPresent();
        return fits ? reached(sample) : missed(replayed, "it was promoted elsewhere");
    }

    private RecoveryVerdict reached(RecoverySample sample) {
        return new RecoveryVerdict.Reached(planned, sample.timeline(), sample.lastTransaction());
    }

    private RecoveryVerdict missed(Optional<Lsn> reached, String why) {
        return new RecoveryVerdict.Missed(planned, reached, why);
    }
}
