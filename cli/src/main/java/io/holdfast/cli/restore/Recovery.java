package io.holdfast.cli.restore;

import io.holdfast.agent.restore.RecoveryAction;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.watch.RecoveryProbe;
import io.holdfast.agent.restore.watch.RecoverySample;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.agent.restore.watch.RecoveryWatch;
import io.holdfast.agent.restore.watch.WatchOptions;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.progress.Progress;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.control.ClusterState;
import java.time.Duration;
import java.util.Optional;

/** Follows the recovery of the server that somebody starts, to its end. */
final class Recovery {
    /** Nobody knows when the server is started: a person does it. */
    private static final WatchOptions PATIENT =
            new WatchOptions(Duration.ofSeconds(1), Duration.ofDays(30), Duration.ofDays(30));

    private final RestorePlan plan;
    private final Feeder feeder;
    private final RecoveryProbe probe;
    private final Progress progress;
    private final RestoreStory story;

    Recovery(
            RestorePlan plan,
            Feeder feeder,
            RecoveryProbe probe,
            Progress progress,
            RestoreStory story) {
        this.plan = plan;
        this.feeder = feeder;
        this.probe = probe;
        this.progress = progress;
        this.story = story;
    }

    /**
     * Blocks until the recovery has ended.
     *
     * @throws HoldfastException if it ended anywhere but at the target
     */
    void attend() {
        switch (watch(probe)) {
            case RecoveryVerdict.Reached reached when reached.isPromoted() ->
                    story.promoted(reached);
            case RecoveryVerdict.Reached reached -> attendPaused(reached);
            case RecoveryVerdict.Missed missed -> throw missed(missed);
            case RecoveryVerdict.Stopped stopped -> stopped(stopped);
            case RecoveryVerdict.Undecided undecided -> throw undecided(undecided.replayed());
        }
    }

    /** PostgreSQL asks for WAL once more when it is promoted, so the feeder must stay. */
    private void attendPaused(RecoveryVerdict.Reached paused) {
        story.paused(paused);
        RecoveryProbe untilPromoted = () -> probe.look().filter(s -> !s.isInRecovery());
        switch (watch(untilPromoted)) {
            case RecoveryVerdict.Reached reached -> story.promoted(reached);
            case RecoveryVerdict.Missed missed -> throw missed(missed);
            case RecoveryVerdict.Stopped ignored -> story.leftPaused(paused);
            case RecoveryVerdict.Undecided ignored -> story.leftPaused(paused);
        }
    }

    private RecoveryVerdict watch(RecoveryProbe how) {
        try {
            var watch =
                    new RecoveryWatch(
                            plan.stop(),
                            plan.files().dataDirectory(),
                            how,
                            PATIENT,
                            System::nanoTime);
            return watch.run(this::show);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undecided(Optional.empty());
        }
    }

    private void show(RecoverySample sample) {
        Lsn end = plan.stop().end();
        Lsn replayed = sample.replayed().orElse(plan.resolution().backup().wal().start());
        String left = replayed.isBefore(end) ? Human.bytes(end.minus(replayed)) : "nothing";
        String trouble =
                feeder.status().trouble().map(e -> "; waiting: " + e.getMessage()).orElse("");
        progress.status("Replayed to %s of %s, %s left%s".formatted(replayed, end, left, trouble));
    }

    private void stopped(RecoveryVerdict.Stopped stopped) {
        boolean isThere = stopped.replayed().filter(plan.stop().end()::equals).isPresent();
        boolean isShutDown =
                stopped.state().filter(ClusterState.SHUT_DOWN_IN_RECOVERY::equals).isPresent();
        if (plan.request().action() == RecoveryAction.SHUTDOWN && isShutDown) {
            story.shutDown(isThere);
            return;
        }
        Optional<HoldfastException> failure = feeder.status().failure();
        throw new HoldfastException(
                ErrorCategory.POSTGRES,
                "recovery-stopped",
                "the server stopped %s, and %s was promised%s"
                        .formatted(
                                stopped.replayed()
                                        .map(lsn -> "after it had replayed up to " + lsn)
                                        .orElse("before it told how far it was"),
                                plan.stop().end(),
                                failure.map(e -> ": " + e.getMessage()).orElse("")),
                failure.map(HoldfastException::hint)
                        .orElse(
                                "Read the server's log for the reason, then restore again with"
                                        + " --delta."));
    }

    private static HoldfastException missed(RecoveryVerdict.Missed missed) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "recovery-missed",
                "recovery reached %s, and %s was promised: %s"
                        .formatted(
                                missed.reached().map(Lsn::toString).orElse("an unknown position"),
                                missed.planned().end(),
                                missed.why()),
                "Do not use this cluster: it is not what was asked for. Stop it, and restore again"
                        + " with --delta.");
    }

    private HoldfastException undecided(Optional<Lsn> replayed) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "recovery-undecided",
                "the recovery has not ended: it was at %s, and %s was promised"
                        .formatted(
                                replayed.map(Lsn::toString).orElse("an unknown position"),
                                plan.stop().end()),
                "Read the server's log, stop the server, and restore again with --delta.");
    }
}
