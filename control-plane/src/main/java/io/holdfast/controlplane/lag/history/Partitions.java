package io.holdfast.controlplane.lag.history;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The partitions of one table: made before they are needed, dropped when all in them is old. */
final class Partitions {
    private final String table;
    private final Span span;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    Partitions(String table, Span span) {
        this.table = table;
        this.span = span;
    }

    /** Makes the partition of this moment, unless it is there. */
    void ensure(Database database, Instant moment) {
        LocalDate beginning = span.of(moment);
        if (known.contains(beginning)) {
            return;
        }
        database.inTransaction(
                sql -> {
                    create(sql, beginning);
                    return beginning;
                });
        known.add(beginning);
    }

    // Made apart and then attached: this does not wait for those that read and write the table, nor
    // they for it (ALTER TABLE, ATTACH PARTITION). Replicas make one after another.
    private void create(Sql sql, LocalDate beginning) {
        sql.query(
                "select pg_advisory_xact_lock(hashtext($1))",
                row -> beginning,
                "holdfast " + table);
        String partition = Span.name(table, beginning);
        if (isThere(sql, partition)) {
            return;
        }
        sql.execute(
                "create table %s (like %s including constraints including indexes)"
                        .formatted(partition, table));
        sql.execute(
                "alter table %s attach partition %s for values from ('%s 00:00Z') to ('%s 00:00Z')"
                        .formatted(table, partition, beginning, span.next(beginning)));
    }

    private static boolean isThere(Sql sql, String partition) {
        return sql.queryOne(
                        "select to_regclass($1) is not null", row -> row.getBoolean(0), partition)
                .orElse(false);
    }

    /** Drops the partitions that end at this moment or before, and may go. */
    void drop(Database database, Instant moment, Predicate<Instant> mayGoUpTo) {
        for (LocalDate beginning : present(database)) {
            Instant end = span.end(beginning);
            if (!end.isAfter(moment) && mayGoUpTo.test(end)) {
                known.remove(beginning);
                // another replica may have dropped it meanwhile
                database.execute("drop table if exists " + Span.name(table, beginning));
            }
        }
    }

    List<LocalDate> present(Sql sql) {
        return sql.query(
                "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where"
                        + " i.inhparent = to_regclass($1) order by c.relname",
                row -> Span.beginning(table, row.getString(0)),
                table);
    }
}
