package io.holdfast.agent.capture;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wire.ResultRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The physical slot that keeps WAL on the server until it is acknowledged.
 *
 * @param restartLsn the oldest WAL that it keeps; empty if it keeps none
 * @param walStatus as {@code pg_replication_slots} says: reserved, extended, unreserved or lost
 * @param retainedBytes how much WAL it keeps
 * @param safeBytes how much more WAL may be written before the slot is in danger of becoming lost;
 *     empty for no limit; 0 or less when the next checkpoint may remove what it needs
 * @param idle empty while it is used, and where being idle ends no slot
 */
record ReplicationSlot(
        String name,
        Optional<Lsn> restartLsn,
        String walStatus,
        boolean isActive,
        long retainedBytes,
        Optional<Long> safeBytes,
        Optional<Idle> idle) {
    private static final String QUERY =
            """
            select slot_type, restart_lsn, coalesce(wal_status, 'none') as status, active,
                   safe_wal_size, coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery()
                   then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, restart_lsn),
                   0)::int8 as retained,
                   (extract(epoch from clock_timestamp()
                   - (to_jsonb(slot) ->> 'inactive_since')::timestamptz) * 1000)::int8 as idle,
                   (extract(epoch from current_setting('idle_replication_slot_timeout', true)
                   ::interval) * 1000)::int8 as idle_limit
            from pg_replication_slots slot where slot_name =\s""";

    /**
     * A slot that nobody uses, on a server that gives such slots up (from 18 on).
     *
     * @param since how long nobody has used it
     * @param limit after how long the next checkpoint gives it up
     */
    record Idle(Duration since, Duration limit) {
        boolean isHalfOver() {
            return since.multipliedBy(2).compareTo(limit) >= 0;
        }
    }

    boolean isLost() {
        return walStatus.equals("lost") || restartLsn.isEmpty();
    }

    /** Looks the slot up; empty if there is none of that name. */
    static Optional<ReplicationSlot> find(PgConnection sql, String name) {
        List<ResultRow> rows = sql.query(QUERY + "'" + checked(name) + "'").rows();
        return rows.isEmpty() ? Optional.empty() : Optional.of(read(name, rows.getFirst()));
    }

    private static ReplicationSlot read(String name, ResultRow row) {
        if (!row.required("slot_type").equals("physical")) {
            throw new HoldfastException(
                    ErrorCategory.POSTGRES,
                    "slot-not-physical",
                    "replication slot '" + name + "' is a logical one",
                    "Set postgres.slot to a name that nothing else uses.");
        }
        return new ReplicationSlot(
                name,
                row.text("restart_lsn").map(Lsn::parse),
                row.required("status"),
                row.required("active").equals("t"),
                Long.parseLong(row.required("retained")),
                row.text("safe_wal_size").map(Long::parseLong),
                idle(row));
    }

    private static Optional<Idle> idle(ResultRow row) {
        return row.text("idle_limit")
                .map(Long::parseLong)
                .filter(limit -> limit > 0)
                .flatMap(
                        limit ->
                                row.text("idle")
                                        .map(Long::parseLong)
                                        .map(
                                                idle ->
                                                        new Idle(
                                                                Duration.ofMillis(idle),
                                                                Duration.ofMillis(limit))));
    }

    /**
     * A slot that keeps WAL.
     *
     * @param wasThere whether it kept WAL before
     * @param wasLost whether one of that name had lost what it kept, and was replaced
     */
    record Ensured(ReplicationSlot slot, boolean wasThere, boolean wasLost) {}

    /** Finds the slot, or creates one; one that has lost its WAL is replaced. */
    static Ensured ensure(ReplicationConnection replication, PgConnection sql, String name) {
        Optional<ReplicationSlot> found = find(sql, name);
        boolean wasLost = found.isPresent() && found.get().isLost();
        if (wasLost) {
            drop(sql, name);
        }
        if (found.isPresent() && !wasLost) {
            return new Ensured(found.get(), true, false);
        }
        replication.createPhysicalSlot(checked(name));
        ReplicationSlot created =
                find(sql, name)
                        .filter(slot -> slot.restartLsn().isPresent())
                        .orElseThrow(() -> vanished(name));
        return new Ensured(created, false, wasLost);
    }

    private static HoldfastException vanished(String name) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "slot-vanished",
                "replication slot '" + name + "' keeps no WAL although it was just created",
                "Look for who else drops or creates slots on this server.");
    }

    /** On a standby: lets the slot forget what the repositories hold. */
    static void advance(PgConnection sql, ReplicationSlot slot, Lsn frontier) {
        if (slot.restartLsn().filter(kept -> kept.isBefore(frontier)).isPresent()) {
            sql.query(
                    "select pg_replication_slot_advance('"
                            + checked(slot.name())
                            + "', least('"
                            + frontier
                            + "'::pg_lsn, pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()))");
        }
    }

    /** Drops it; what it kept may be removed by the server at once. */
    static void drop(PgConnection sql, String name) {
        sql.query("select pg_drop_replication_slot('" + checked(name) + "')");
    }

    private static String checked(String name) {
        if (!name.matches("[a-z0-9_]{1,63}")) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "slot-name-malformed",
                    "'" + name + "' cannot be the name of a replication slot",
                    "Use 1 to 63 of the characters a-z, 0-9 and _ in postgres.slot.");
        }
        return name;
    }
}
