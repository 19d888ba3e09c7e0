package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What happens to a capture that somebody may want to know. */
public sealed interface CaptureEvent {
    /** A new epoch was taken, and WAL flows. */
    record EpochTaken(EpochRecord epoch) implements CaptureEvent {}

    /** WAL was lost to every repository; the recovery window is cut here. */
    record GapFound(Lsn start, Lsn end, TimelineId timeline, String reason)
            implements CaptureEvent {}

    /** The server moved on to another timeline. */
    record TimelineSwitched(TimelineId from, TimelineId to, Lsn at) implements CaptureEvent {}

    /** A repository changed its state. */
    record LaneChanged(String repository, LaneState from, LaneState to) implements CaptureEvent {}

    /** A repository cannot be written, for now. */
    record LaneFailed(String repository, HoldfastException failure) implements CaptureEvent {}

    /** A repository that could not be written takes WAL again. */
    record LaneRecovered(String repository) implements CaptureEvent {}

    /** The session ended and will be begun again. */
    record SessionFailed(HoldfastException failure) implements CaptureEvent {}

    /**
     * Nothing may be acknowledged: too few repositories could be sealed against an older writer.
     */
    record ForkPossible(EpochId epoch) implements CaptureEvent {}

    /**
     * A repository into which the WAL before this epoch may have been written is not configured any
     * more: what only it holds is not looked at.
     */
    record RepositoryLeftOut(EpochId epoch, UUID repository) implements CaptureEvent {}

    /** The slot was found lost or missing, and was created anew. */
    record SlotCreated(String slot, boolean wasLost) implements CaptureEvent {}

    /** The slot's WAL is endangering the primary's disk. */
    record SlotPressure(long retainedBytes, long limitBytes, String consequence)
            implements CaptureEvent {}

    /**
     * The server is about to give the slot up by its own {@code max_slot_wal_keep_size}: what was
     * not captured would be lost.
     *
     * @param walStatus {@code unreserved} when the next checkpoint does it
     * @param safeBytes how much more WAL may be written before
     * @param timeLeft until then, at the present rate; empty if it does not come closer
     */
    record SlotNearlyLost(
            String slot,
            String walStatus,
            long retainedBytes,
            long safeBytes,
            Optional<Duration> timeLeft)
            implements CaptureEvent {}

    /** The server is about to give up the slot because nobody uses it. */
    record SlotIdle(String slot, Duration idle, Duration limit) implements CaptureEvent {}

    /** The slot was given up so that the primary keeps running. */
    record SlotGivenUp(String slot, long retainedBytes) implements CaptureEvent {}

    /**
     * Commits of the server's clients wait for this agent, which is among the synchronous standbys.
     */
    record CommitsWait(String applicationName, String standbyNames) implements CaptureEvent {}
}
