package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;

/** WAL that a repository will never hold. */
public record GapRecord(Lsn start, Lsn end, TimelineId timeline, String reason, Instant foundAt) {}
