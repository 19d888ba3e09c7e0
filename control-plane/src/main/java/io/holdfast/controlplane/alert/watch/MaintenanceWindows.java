package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Times in which nobody is told of a cluster's alerts. */
public final class MaintenanceWindows {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int LONGEST_REASON = 200;

    private final InstantSource clock;

    public MaintenanceWindows(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param cluster empty for all
     */
    public record Window(
            String id, String cluster, Instant until, String reason, String createdBy) {
        /** Whether it keeps alerts of a cluster quiet. */
        public boolean covers(String of, Instant now) {
            return now.isBefore(until) && (cluster.isEmpty() || cluster.equals(of));
        }
    }

    /**
     * Begins one.
     *
     * @throws HoldfastException {@code maintenance-refused}, {@code agent-name-malformed}
     */
    public Window start(Sql sql, String cluster, Instant until, String reason, String by) {
        if (!cluster.isEmpty()) {
            AgentName.checkCluster(cluster);
        }
        Instant now = clock.instant();
        boolean isShort = until.isAfter(now) && !until.isAfter(now.plus(LONGEST));
        if (!isShort || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "maintenance-refused",
                    "the maintenance does not end within seven days, or has no reason, or a long"
                            + " one",
                    "Let it end within seven days, and say why in 1 to "
                            + LONGEST_REASON
                            + " characters.");
        }
        Window window = new Window(UUID.randomUUID().toString(), cluster, until, reason, by);
        sql.execute(
                "delete from maintenance_window where until < $1", now.atOffset(ZoneOffset.UTC));
        sql.execute(
                "insert into maintenance_window (id, cluster, until, reason, created_by) values"
                        + " ($1, $2, $3, $4, $5)",
                window.id(),
                cluster,
                until.atOffset(ZoneOffset.UTC),
                reason,
                by);
        return window;
    }

    /** Those that have not ended, by their end. */
    public List<Window> list(Sql sql) {
        return sql.query(
                "select id, cluster, until, reason, created_by from maintenance_window where until"
                        + " > $1 order by until",
                MaintenanceWindows::window,
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    /**
     * Ends one now.
     *
     * @throws HoldfastException {@code maintenance-not-found}
     */
    public Window end(Sql sql, String id) {
        return sql
                .query(
                        "delete from maintenance_window where id = $1 returning id, cluster, until,"
                                + " reason, created_by",
                        MaintenanceWindows::window,
                        id)
                .stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "maintenance-not-found",
                                        "there is no such maintenance, or it has ended",
                                        "'holdfast maintenance list' shows those that there"
                                                + " are."));
    }

    private static Window window(Row row) {
        return new Window(
                row.getString(0),
                row.getString(1),
                row.getOffsetDateTime(2).toInstant(),
                row.getString(3),
                row.getString(4));
    }
}
