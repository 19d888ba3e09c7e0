package io.holdfast.agent.verify.trial;

import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.agent.server.IsolatedServer;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.control.ClusterState;
import java.util.Optional;
import java.util.Set;

/** Judges where a recovery ended. */
record Recovered(RestorePlan plan, Feeder feeder, IsolatedServer server, Scratch scratch) {
    private static final int LAST_LINES = 3;
    private static final Set<ClusterState> IN_RECOVERY =
            Set.of(ClusterState.IN_ARCHIVE_RECOVERY, ClusterState.SHUT_DOWN_IN_RECOVERY);
    private static final String KEEP =
            "Keep everything as it is, restore from another repository or backup, and find out what"
                    + " happened to it.";

    /**
     * @throws HoldfastException of category integrity if it did not end where it was promised to,
     *     another if that proves nothing
     */
    RecoveryVerdict.Reached require(RecoveryVerdict verdict) throws InterruptedException {
        return switch (verdict) {
            case RecoveryVerdict.Reached reached -> reached;
            case RecoveryVerdict.Missed missed -> throw missed(missed);
            case RecoveryVerdict.Stopped stopped -> throw stopped(stopped);
            case RecoveryVerdict.Undecided undecided -> throw undecided(undecided.replayed());
        };
    }

    void requireTimeline(TimelineId reached) {
        if (!reached.equals(plan.stop().timeline())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "verify-recovery-missed",
                    "recovery reached %s on timeline %s, and timeline %s was promised"
                            .formatted(plan.stop().end(), reached, plan.stop().timeline()),
                    KEEP);
        }
    }

    private HoldfastException missed(RecoveryVerdict.Missed missed) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "verify-recovery-missed",
                "recovery reached %s, and %s was promised: %s"
                        .formatted(
                                missed.reached().map(Lsn::toString).orElse("an unknown position"),
                                plan.stop().end(),
                                missed.why()),
                KEEP);
    }

    /**
     * A server that did not even begin to recover says more about this machine than about the
     * backup.
     */
    private HoldfastException stopped(RecoveryVerdict.Stopped stopped) throws InterruptedException {
        Optional<String> outside = server.endedFromOutside();
        if (outside.isPresent()) {
            return fromOutside(outside.get());
        }
        Optional<HoldfastException> broken = feeder.status().failure();
        boolean hasBegun = stopped.state().filter(IN_RECOVERY::contains).isPresent();
        if (broken.isEmpty() && !hasBegun) {
            return new HoldfastException(
                    ErrorCategory.POSTGRES,
                    "verify-server-not-started",
                    "the server did not begin to recover; its last words: " + lastWords(),
                    "Correct what they name; as root, run the command as the user that runs"
                            + " PostgreSQL instead.");
        }
        if (broken.isEmpty() && scratch.isFull()) {
            return new HoldfastException(
                    ErrorCategory.REFUSED,
                    "scratch-too-small",
                    "the scratch directory ran full while the server recovered",
                    "Free space, or name a larger place with --scratch.");
        }
        String message =
                "the server stopped %s, and %s was promised: %s"
                        .formatted(
                                stopped.replayed()
                                        .map(lsn -> "after it had replayed up to " + lsn)
                                        .orElse("before it was consistent"),
                                plan.stop().end(),
                                broken.map(e -> String.valueOf(e.getMessage()))
                                        .orElseGet(() -> "its last words: " + lastWords()));
        if (broken.isEmpty() || broken.get().category() == ErrorCategory.INTEGRITY) {
            return new HoldfastException(
                    ErrorCategory.INTEGRITY, "verify-recovery-stopped", message, KEEP);
        }
        HoldfastException cause = broken.get();
        return new HoldfastException(cause.category(), cause.code(), message, cause.hint(), cause);
    }

    private static HoldfastException fromOutside(String how) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "verify-server-killed",
                "the server %s from outside while it recovered, which says nothing of the backup"
                        .formatted(how),
                "Look whether the kernel was short of memory (dmesg names what it killed), and run"
                        + " it again.");
    }

    private HoldfastException undecided(Optional<Lsn> replayed) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "verify-recovery-undecided",
                "the recovery has not ended: it was at %s, and %s was promised"
                        .formatted(
                                replayed.map(Lsn::toString).orElse("an unknown position"),
                                plan.stop().end()),
                "Run it again when the repository and this machine are less busy.");
    }

    private String lastWords() {
        return String.join(" / ", server.lastWords(LAST_LINES));
    }
}
