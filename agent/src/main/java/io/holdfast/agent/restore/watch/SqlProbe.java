package io.holdfast.agent.restore.watch;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.wire.ResultRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks by SQL, over a connection of its own each time: a server that recovers drops them often. */
public final class SqlProbe implements RecoveryProbe {
    private static final Logger LOG = LoggerFactory.getLogger(SqlProbe.class);

    /** Every function here may be called by any role. */
    private static final String QUERY =
            """
            select pg_is_in_recovery() as in_recovery,
                   case when pg_is_in_recovery()
                        then pg_get_wal_replay_pause_state() = 'paused'
                        else false end as paused,
                   pg_last_wal_replay_lsn() as replayed,
                   case when pg_is_in_recovery() then null
                        else substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
                        end as timeline,
                   (extract(epoch from pg_last_xact_replay_timestamp()) * 1000000)::bigint
                        as committed
            """;

    private final PgConnector connector;
    private final ConnectionSettings settings;

    public SqlProbe(PgConnector connector, ConnectionSettings settings) {
        this.connector = connector;
        this.settings = settings;
    }

    @Override
    public Optional<RecoverySample> look() {
        try (PgConnection session = connector.connect(settings)) {
            return Optional.of(sample(session.query(QUERY).row()));
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.CONFIGURATION || e.category() == ErrorCategory.USER) {
                throw e;
            }
            // it refuses while it starts, and a promotion in the middle of the query is an error
            LOG.debug("the recovering server does not answer yet: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static RecoverySample sample(ResultRow row) {
        return new RecoverySample(
                row.required("in_recovery").equals("t"),
                row.required("paused").equals("t"),
                row.text("replayed").map(Lsn::parse),
                row.text("timeline").map(TimelineId::parseFixed),
                row.text("committed")
                        .map(Long::parseLong)
                        .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
    }
}
