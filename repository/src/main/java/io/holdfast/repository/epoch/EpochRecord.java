package io.holdfast.repository.epoch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One writer's stretch of a cluster's history, as {@code epochs/<n>} keeps it.
 *
 * @param writer the process that took the epoch
 * @param instance the name that the operator gave the instance
 * @param systemIdentifier unsigned, in decimal
 * @param walSegmentSize in bytes
 * @param timeline the one timeline on which the epoch lies
 * @param start the LSN of its first piece
 * @param parent what it continues; null for the first
 * @param closes the other open tips that its taker saw, sealed, and did not continue; in order
 * @param repositories the ids of the repositories into which the writer may put WAL, in order
 * @param takenIn the ids of those in which it was taken, and all that was open sealed; in order
 * @param durability of the writer, as its configuration says it
 * @param acknowledges whether the writer may acknowledge WAL: no older one can any more
 */
public record EpochRecord(
        EpochId epoch,
        UUID writer,
        String instance,
        String clusterId,
        String systemIdentifier,
        int pgMajor,
        int walSegmentSize,
        TimelineId timeline,
        Lsn start,
        @Nullable Parent parent,
        Reason reason,
        Instant createdAt,
        List<EpochId> closes,
        List<UUID> repositories,
        List<UUID> takenIn,
        String durability,
        boolean acknowledges) {
    public EpochRecord {
        closes = closes.stream().sorted().toList();
        repositories = repositories.stream().sorted().toList();
        takenIn = takenIn.stream().sorted().toList();
    }

    /**
     * Where readers stop reading the parent.
     *
     * @param end the continuation LSN
     */
    public record Parent(EpochId epoch, TimelineId timeline, Lsn end) {}

    /** Why a new epoch began where it did. */
    public enum Reason {
        /** Nothing was there before. */
        @JsonProperty("first")
        FIRST,
        /** The same timeline goes on without a hole. */
        @JsonProperty("continue")
        CONTINUE,
        /** The server moved on to a new timeline, at its switch LSN. */
        @JsonProperty("follow")
        FOLLOW,
        /** WAL between the parent's end and this start is lost. */
        @JsonProperty("gap")
        GAP,
        /** A person let a restored or promoted instance continue the history. */
        @JsonProperty("adopt")
        ADOPT
    }
}
