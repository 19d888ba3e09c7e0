package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a capture stands at one moment.
 *
 * @param epoch the one that is being written; empty between sessions
 * @param serverFlushed what the database had written at the newest sample
 * @param sampleAge how old that sample is
 * @param slot the replication slot as it was last seen
 * @param failure why no session runs, or why the database cannot be looked at
 */
public record CaptureStatus(
        Phase phase,
        Optional<EpochRecord> epoch,
        Optional<Lsn> received,
        Optional<Lsn> acknowledged,
        Optional<Lsn> serverFlushed,
        Optional<Duration> sampleAge,
        List<Lane> lanes,
        Optional<Slot> slot,
        Optional<HoldfastException> failure) {

    /** What a capture is doing. */
    public enum Phase {
        /** Connecting, comparing, taking an epoch, or waiting to try again. */
        BEGINNING,
        /** WAL flows. */
        STREAMING,
        /** The instance is in recovery: the slot is kept in step, nothing is captured. */
        STANDBY,
        /** Ended. */
        STOPPED
    }

    /**
     * One repository.
     *
     * @param lag how much would be lost with the database if only this repository were left; empty
     *     for unknown; a lower bound unless {@code isLagKnown}
     * @param bytesBehind behind the newest sample
     */
    public record Lane(
            String repository,
            LaneState state,
            Optional<Lsn> frontier,
            Optional<Duration> lag,
            boolean isLagKnown,
            long bytesBehind,
            Optional<HoldfastException> failure) {}

    /**
     * The replication slot.
     *
     * @param limitBytes how much it may retain by this agent's configuration
     * @param safeBytes how much more WAL may be written before the server may give it up; empty if
     *     the server has no limit, or has given it up
     * @param timeLeft until the nearer of the two limits, at the present rate; empty if it does not
     *     come closer
     */
    public record Slot(
            String name,
            String walStatus,
            long retainedBytes,
            long limitBytes,
            Optional<Long> safeBytes,
            Optional<Duration> timeLeft) {}
}
