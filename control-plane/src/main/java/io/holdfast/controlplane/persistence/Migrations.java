package io.holdfast.controlplane.persistence;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema up to date from {@code db/migration}. Replicas that begin at once wait for the
 * one that does it.
 */
final class Migrations {
    private static final int CONNECT_SECONDS = 5;

    private Migrations() {}

    static void run(DatabaseAddress address) {
        try {
            Flyway flyway =
                    Flyway.configure(Migrations.class.getClassLoader())
                            .dataSource(source(address))
                            .locations("classpath:db/migration")
                            .load();
            refuseNewer(address, flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw failed(address, e);
        }
    }

    private static void refuseNewer(DatabaseAddress address, Flyway flyway) {
        Arrays.stream(flyway.info().all())
                .filter(migration -> isOfTheFuture(migration.getState()))
                .findFirst()
                .ifPresent(
                        migration -> {
                            throw tooNew(address, migration);
                        });
    }

    private static boolean isOfTheFuture(MigrationState state) {
        return state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED;
    }

    private static HoldfastException tooNew(DatabaseAddress address, MigrationInfo migration) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "database-too-new",
                "database "
                        + address
                        + " is at version "
                        + migration.getVersion()
                        + " of the control plane's schema, which this Holdfast does not know",
                "Run the newer Holdfast that has been at this database.");
    }

    private static DataSource source(DatabaseAddress address) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setSslMode(address.sslModeName());
        if (address.caFile() != null) {
            source.setSslRootCert(address.caFile().toString());
        } else {
            // else it would look for a file in the user's home
            source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setApplicationName("holdfast-control-plane");
        return source;
    }

    private static HoldfastException failed(DatabaseAddress address, FlywayException e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "database-not-ready",
                "the schema in database " + address + " cannot be brought up to date: " + reason(e),
                "Start that PostgreSQL (14 or newer), and let the role own the database.",
                e);
    }

    // Flyway says which statement of its own failed, over several lines; the server's words are
    // enough.
    private static String reason(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && refused.getMessage() != null) {
                return refused.getMessage();
            }
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
