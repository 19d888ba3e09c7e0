package io.holdfast.postgres.wire;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalFileName;
import io.holdfast.postgres.WalSegmentSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The result sets of replication commands ({@code replication/walsender.c}). */
public final class ReplicationResults {
    private static final int BYTEA = 17;

    private ReplicationResults() {}

    /**
     * The answer to IDENTIFY_SYSTEM.
     *
     * @param flushed how far WAL is flushed; on a standby, replayed
     */
    public record SystemIdentity(
            SystemIdentifier systemIdentifier, TimelineId timeline, Lsn flushed) {}

    /**
     * The answer to CREATE_REPLICATION_SLOT.
     *
     * @param consistentPoint of a logical slot; a physical slot has none here, even one that
     *     reserves WAL: ask for its restart LSN
     */
    public record CreatedSlot(String name, Optional<Lsn> consistentPoint) {}

    /**
     * The answer to READ_REPLICATION_SLOT (15 and later).
     *
     * @param restartLsn empty for a slot that reserves nothing yet (T22)
     */
    public record ReadSlot(String type, Optional<Lsn> restartLsn, Optional<TimelineId> timeline) {}

    /** Where a timeline that was streamed to its end is continued (T26). */
    public record EndOfTimeline(TimelineId next, Lsn switchpoint) {}

    /** Where a base backup starts (first result set) or ends (last one). */
    public record BackupPosition(Lsn lsn, TimelineId timeline) {}

    /**
     * One archive of a base backup.
     *
     * @param oid empty for the data directory itself, which comes last in 14
     * @param sizeKilobytes an estimate; empty unless PROGRESS was asked for
     */
    public record BackupTablespace(
            Optional<Integer> oid, Optional<String> location, Optional<Long> sizeKilobytes) {}

    public static SystemIdentity systemIdentity(ResultRow row) {
        return new SystemIdentity(
                SystemIdentifier.parse(row.required("systemid")),
                timeline(row.required("timeline")),
                lsn(row.required("xlogpos")));
    }

    /** The answer to TIMELINE_HISTORY, whose content is bytea or text by major (T27). */
    public static TimelineHistory timelineHistory(ResultRow row) {
        String name = row.required("filename");
        TimelineId timeline =
                WalFileName.parse(name, WalSegmentSize.DEFAULT)
                        .filter(WalFileName.History.class::isInstance)
                        .map(parsed -> ((WalFileName.History) parsed).timeline())
                        .orElseThrow(() -> Protocol.violation("a history is named " + name));
        ByteBuffer content =
                row.bytes("content")
                        .orElseThrow(() -> Protocol.violation("the history has no content"));
        byte[] raw = new byte[content.remaining()];
        content.get(raw);
        return TimelineHistory.parse(timeline, isHexBytea(row, raw) ? unhex(raw) : raw);
    }

    public static CreatedSlot createdSlot(ResultRow row) {
        Optional<Lsn> point = row.text("consistent_point").map(ReplicationResults::lsn);
        return new CreatedSlot(row.required("slot_name"), point.filter(lsn -> !lsn.isZero()));
    }

    /** Empty if there is no such slot: the server answers with nulls. */
    public static Optional<ReadSlot> readSlot(ResultRow row) {
        return row.text("slot_type")
                .map(
                        type ->
                                new ReadSlot(
                                        type,
                                        row.text("restart_lsn").map(ReplicationResults::lsn),
                                        row.text("restart_tli").map(ReplicationResults::timeline)));
    }

    public static EndOfTimeline endOfTimeline(ResultRow row) {
        return new EndOfTimeline(
                timeline(row.required("next_tli")), lsn(row.required("next_tli_startpos")));
    }

    public static BackupPosition backupPosition(ResultRow row) {
        return new BackupPosition(lsn(row.required("recptr")), timeline(row.required("tli")));
    }

    public static BackupTablespace backupTablespace(ResultRow row) {
        return new BackupTablespace(
                row.text("spcoid").map(Integer::parseUnsignedInt),
                row.text("spclocation"),
                row.text("size").map(Long::parseLong));
    }

    private static Lsn lsn(String printed) {
        try {
            return Lsn.parse(printed);
        } catch (HoldfastException e) {
            throw Protocol.violation("'" + printed + "' is no LSN");
        }
    }

    private static TimelineId timeline(String decimal) {
        try {
            return new TimelineId((int) Long.parseLong(decimal));
        } catch (IllegalArgumentException e) {
            throw Protocol.violation("'" + decimal + "' is no timeline");
        }
    }

    /** A walsender sends bytea as raw bytes; only a proxy would print it as {@code \x…}. */
    private static boolean isHexBytea(ResultRow row, byte[] raw) {
        return row.typeOf("content") == BYTEA && raw.length > 1 && raw[0] == '\\' && raw[1] == 'x';
    }

    private static byte[] unhex(byte[] raw) {
        return HexFormat.of().parseHex(new String(raw, StandardCharsets.US_ASCII).substring(2));
    }
}
