package io.holdfast.agent.link;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Database;
import io.holdfast.proto.v1.FailureDomain;
import io.holdfast.proto.v1.InstanceRole;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database what matters to its recovery. */
final class DatabaseLook {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.link");
    private static final List<String> SETTINGS =
            List.of(
                    "archive_mode",
                    "data_checksums",
                    "fsync",
                    "full_page_writes",
                    "idle_replication_slot_timeout",
                    "max_replication_slots",
                    "max_slot_wal_keep_size",
                    "max_wal_senders",
                    "synchronous_commit",
                    "wal_level");
    private static final String FACTS =
            "select (select system_identifier from pg_control_system()) as identifier,"
                    + " current_setting('server_version_num') as version, pg_is_in_recovery() as"
                    + " recovering";

    private final PgConnector connector;
    private final ConnectionSettings settings;
    private final FailureDomain domain;

    DatabaseLook(PgConnector connector, ConnectionSettings settings, FailureDomain domain) {
        this.connector = connector;
        this.settings = settings;
        this.domain = domain;
    }

    /** Empty while the database cannot be asked: the capture says why. */
    Optional<Database> look() {
        try (PgConnection sql = connector.connect(settings)) {
            var facts = sql.query(FACTS).row();
            Database.Builder database =
                    Database.newBuilder()
                            .setSystemIdentifier(facts.required("identifier"))
                            .setVersion(Integer.parseInt(facts.required("version")))
                            .setRole(
                                    facts.required("recovering").equals("t")
                                            ? InstanceRole.INSTANCE_ROLE_STANDBY
                                            : InstanceRole.INSTANCE_ROLE_PRIMARY)
                            .setDomain(domain);
            for (String name : SETTINGS) {
                // an older server does not have them all
                sql.query("select current_setting('" + name + "', true)")
                        .value()
                        .ifPresent(value -> database.putSettings(name, value));
            }
            return Optional.of(database.build());
        } catch (HoldfastException e) {
            LOG.debug("the database cannot be asked", e);
            return Optional.empty();
        }
    }
}
