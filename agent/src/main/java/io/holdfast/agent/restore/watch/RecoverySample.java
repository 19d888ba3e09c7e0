package io.holdfast.agent.restore.watch;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server says of its recovery at one moment.
 *
 * @param isInRecovery false once it is promoted
 * @param isPaused by the recovery target or a person
 * @param replayed the end of the last record that recovery replayed; empty before the first, and
 *     after a restart of a promoted server
 * @param timeline on which it writes; empty while it is in recovery
 * @param lastTransaction the commit time of the last transaction that was replayed
 */
public record RecoverySample(
        boolean isInRecovery,
        boolean isPaused,
        Optional<Lsn> replayed,
        Optional<TimelineId> timeline,
        Optional<Instant> lastTransaction) {}
