package io.holdfast.agent.verify.trial;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.agent.replication.Tls;
import io.holdfast.agent.restore.watch.RecoveryProbe;
import io.holdfast.agent.restore.watch.RecoverySample;
import io.holdfast.agent.restore.watch.SqlProbe;
import io.holdfast.agent.server.IsolatedServer;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.TimelineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Log-ins to the server of a trial: its socket lets in every role that it knows. */
final class TrialServer implements RecoveryProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Initdb makes it, and nothing drops it; the database postgres may be gone. */
    private static final String CONTROL_DATABASE = "template1";

    /** Initdb's superuser, whatever its name; PostgreSQL's {@code BOOTSTRAP_SUPERUSERID}. */
    private static final String OWNER =
            "select rolname from pg_roles where rolsuper and rolcanlogin order by oid <> 10, oid"
                    + " limit 1";

    private final PgConnector connector;
    private final Path sockets;
    private final Deque<String> roles;

    TrialServer(PgConnector connector, Path sockets, List<String> roles) {
        this.connector = connector;
        this.sockets = sockets;
        this.roles = new ArrayDeque<>(roles);
    }

    /**
     * @throws HoldfastException when the server knows none of the roles
     */
    @Override
    public Optional<RecoverySample> look() {
        while (true) {
            try {
                return new SqlProbe(connector, settings(roles.getFirst(), CONTROL_DATABASE)).look();
            } catch (HoldfastException e) {
                boolean isUnknown =
                        SqlState.of(e).filter(SqlState.INVALID_AUTHORIZATION::equals).isPresent();
                if (!isUnknown || roles.size() == 1) {
                    throw e;
                }
                roles.removeFirst();
            }
        }
    }

    /** From now on with all rights, if there is a role that has them. */
    void becomeOwner() {
        try (PgConnection session = control()) {
            session.query(OWNER).rows().stream()
                    .map(row -> row.required("rolname"))
                    .forEach(roles::addFirst);
        }
    }

    /** Where every database is listed. */
    PgConnection control() {
        return connect(CONTROL_DATABASE);
    }

    PgConnection connect(String database) {
        return connector.connect(settings(roles.getFirst(), database));
    }

    /** Up to which recovery has come; SQL does not tell while it lasts. */
    TimelineId timeline() {
        try (ReplicationConnection session =
                connector.connectReplication(settings(roles.getFirst(), CONTROL_DATABASE))) {
            return session.identifySystem().timeline();
        }
    }

    private ConnectionSettings settings(String role, String database) {
        return new ConnectionSettings(
                sockets.toString(),
                IsolatedServer.PORT,
                role,
                Optional::empty,
                database,
                Tls.of(Tls.Mode.DISABLE),
                "holdfast",
                PATIENCE,
                PATIENCE);
    }
}
