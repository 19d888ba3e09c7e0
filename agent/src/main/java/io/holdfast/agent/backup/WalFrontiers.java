package io.holdfast.agent.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.util.Optional;

/** What a backup wants to know of the WAL that is captured beside it. For several threads. */
public interface WalFrontiers {
    /**
     * The WAL that a repository holds.
     *
     * @param epoch the newest one
     * @param timeline of that epoch
     * @param unbrokenFrom the oldest position from which nothing is missing up to the frontier
     */
    record CapturedWal(EpochId epoch, TimelineId timeline, Lsn unbrokenFrom, Lsn frontier) {}

    /**
     * Waits until the repository's frontier has reached {@code lsn}, at most for {@code patience}.
     * Says how far it is then, which is short of {@code lsn} if the time has passed; empty if
     * nothing was ever captured into this repository.
     */
    Optional<CapturedWal> await(ClusterRepository repository, Lsn lsn, Duration patience)
            throws InterruptedException;
}
