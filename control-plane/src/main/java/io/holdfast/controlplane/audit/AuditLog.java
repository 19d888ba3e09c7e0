package io.holdfast.controlplane.audit;

import io.holdfast.controlplane.persistence.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

/** The log in the control plane's database. */
public final class AuditLog {
    private static final String COLUMNS =
            "number, at, actor, origin, action, subject, outcome, before, after, hash";

    private final InstantSource clock;

    public AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Keeps all other acts waiting to the end of the transaction. To be called first in it, before
     * anything else is held: then no two acts wait for each other, and what one reads no other
     * changes.
     */
    public void hold(Sql transaction) {
        transaction.query("select number from audit_head for update", row -> row.getLong(0));
    }

    /**
     * Appends an act. To be called in the act's own transaction, so that neither is there without
     * the other: from here to its end no other replica can append.
     */
    public AuditEntry append(Sql transaction, Act act) {
        Head head =
                transaction
                        .queryOne(
                                "select number, hash from audit_head for update",
                                row -> new Head(row.getLong(0), hex(row.getBuffer(1))))
                        .orElseThrow();
        AuditEntry entry = AuditEntry.after(head.hash(), head.number() + 1, clock.instant(), act);
        Buffer hash = Buffer.buffer(HexFormat.of().parseHex(entry.hash()));
        transaction.execute(
                "insert into audit_entry ("
                        + COLUMNS
                        + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                entry.number(),
                entry.at().atOffset(ZoneOffset.UTC),
                act.actor(),
                act.origin(),
                act.action(),
                act.subject(),
                act.outcome().name(),
                act.before(),
                act.after(),
                hash);
        transaction.execute("update audit_head set number = $1, hash = $2", entry.number(), hash);
        return entry;
    }

    private record Head(long number, String hash) {}

    /**
     * The newest entries.
     *
     * @param before only entries with smaller numbers
     */
    public List<AuditEntry> newest(Sql sql, long before, int limit) {
        return sql.query(
                "select "
                        + COLUMNS
                        + " from audit_entry where number < $1 order by number desc limit $2",
                AuditLog::entry,
                before,
                limit);
    }

    /** Entries from a number on, the oldest first. */
    public List<AuditEntry> from(Sql sql, long number, int limit) {
        return sql.query(
                "select "
                        + COLUMNS
                        + " from audit_entry where number >= $1 order by number limit $2",
                AuditLog::entry,
                number,
                limit);
    }

    private static AuditEntry entry(Row row) {
        return new AuditEntry(
                row.getLong("number"),
                row.getOffsetDateTime("at").toInstant(),
                new Act(
                        row.getString("actor"),
                        row.getString("origin"),
                        row.getString("action"),
                        row.getString("subject"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("before"),
                        row.getString("after")),
                hex(row.getBuffer("hash")));
    }

    private static String hex(Buffer bytes) {
        return HexFormat.of().formatHex(bytes.getBytes());
    }
}
