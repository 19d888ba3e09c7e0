package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.AlertKey;
import io.holdfast.controlplane.alert.Condition;
import io.holdfast.controlplane.alert.Severity;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that have fired, for other control planes, the next start, and those who look back.
 */
public final class AlertStore {
    private static final Duration KEPT = Duration.ofDays(400);
    private static final String SELECT = "select * from alert ";

    private final Database database;

    public AlertStore(Database database) {
        this.database = database;
    }

    /** A stored alert, and the routes that were told. */
    public record Stored(Alert alert, List<String> told) {}

    /** Keeps an alert as it stands. What another process acknowledged stays acknowledged. */
    void put(Alert alert, Set<String> told) {
        Optional<Alert.Acknowledgement> by = alert.acknowledgement();
        database.execute(
                "insert into alert as a (id, rule, cluster, subject, severity, summary, hint,"
                        + " since, fired_at, resolved_at, acknowledged_by, acknowledged_at, told)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on"
                        + " conflict (id) do update set severity = excluded.severity, summary ="
                        + " excluded.summary, resolved_at = excluded.resolved_at, told ="
                        + " excluded.told",
                alert.id(),
                alert.key().rule(),
                alert.key().cluster(),
                alert.key().subject(),
                alert.condition().severity().name(),
                alert.condition().summary(),
                alert.condition().hint(),
                time(alert.since()),
                time(alert.firedAt().orElse(alert.since())),
                alert.resolvedAt().map(AlertStore::time).orElse(null),
                by.map(Alert.Acknowledgement::by).orElse(""),
                by.map(Alert.Acknowledgement::at).map(AlertStore::time).orElse(null),
                told.toArray(String[]::new));
    }

    /** Those of these clusters that are not resolved. */
    List<Stored> open(Collection<String> clusters) {
        return database.query(
                SELECT + "where resolved_at is null and cluster = any($1)",
                AlertStore::stored,
                (Object) clusters.toArray(String[]::new));
    }

    /**
     * The newest first.
     *
     * @param cluster empty for all
     * @param isOpen whether those that are not resolved, or those that are
     */
    public List<Alert> newest(String cluster, boolean isOpen, int limit) {
        return database
                .query(
                        SELECT
                                + "where ($1 = '' or cluster = $1) and (resolved_at is null) = $2"
                                + " order by fired_at desc, id limit $3",
                        AlertStore::stored,
                        cluster,
                        isOpen,
                        limit)
                .stream()
                .map(Stored::alert)
                .toList();
    }

    /** Somebody looks after it; false if it does not fire. */
    public boolean acknowledge(Sql sql, String id, Alert.Acknowledgement by) {
        return sql.execute(
                        "update alert set acknowledged_by = $2, acknowledged_at = $3 where id = $1"
                                + " and resolved_at is null and acknowledged_by = ''",
                        id,
                        by.by(),
                        time(by.at()))
                == 1;
    }

    /** Forgets those that were resolved long ago. */
    public void forget(Instant now) {
        database.execute("delete from alert where resolved_at < $1", time(now.minus(KEPT)));
    }

    private static Stored stored(Row row) {
        String by = row.getString("acknowledged_by");
        Condition condition =
                new Condition(
                        new AlertKey(
                                row.getString("rule"),
                                row.getString("cluster"),
                                row.getString("subject")),
                        Severity.valueOf(row.getString("severity")),
                        row.getString("summary"),
                        row.getString("hint"),
                        Duration.ZERO);
        Alert alert =
                new Alert(
                        row.getString("id"),
                        condition,
                        row.getOffsetDateTime("since").toInstant(),
                        instant(row, "fired_at"),
                        by.isEmpty()
                                ? Optional.empty()
                                : instant(row, "acknowledged_at")
                                        .map(at -> new Alert.Acknowledgement(by, at)),
                        Optional.empty(),
                        instant(row, "resolved_at"));
        return new Stored(alert, Arrays.asList(row.getArrayOfStrings("told")));
    }

    private static Optional<Instant> instant(Row row, String column) {
        @Nullable OffsetDateTime at = row.getOffsetDateTime(column);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
