package io.holdfast.agent.restore.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a recovery shall stop, exactly: right after one record. Asking PostgreSQL for it by {@code
 * recovery_target_lsn} makes it stop nowhere else: if it does not find the record it ends with an
 * error instead of promoting.
 *
 * @param record where the last record to be replayed starts
 * @param end where it ends: the LSN that recovery must have reached
 * @param lastCommit the time of the newest commit or abort that was seen up to there; empty if none
 *     was looked for or found
 */
public record StopPoint(TimelineId timeline, Lsn record, Lsn end, Optional<Instant> lastCommit) {}
