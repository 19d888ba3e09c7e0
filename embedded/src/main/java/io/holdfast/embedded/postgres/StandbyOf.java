package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * A standby made from an online copy of a primary. The binaries have no pg_basebackup, so this does
 * by hand what it does: copy the files between the start and the stop of a backup, in one session
 * whose temporary slot keeps the WAL that the standby will ask for.
 */
record StandbyOf(ServerPlan primary, Sql sql) {
    private static final String SLOT =
            "select pg_create_physical_replication_slot("
                    + "'standby_' || pg_backend_pid(), true, true)";

    EmbeddedPostgres start(Map<String, String> settings) {
        try (var session = sql.connect()) {
            return Launch.inOwnDirectory(
                    root -> copied(session, root, settings), Launch.Wait.UNTIL_READY);
        } catch (SQLException e) {
            throw Failures.sql("close", e.getSQLState(), e);
        }
    }

    private ServerPlan copied(Connection session, Path root, Map<String, String> settings)
            throws IOException {
        var data = root.resolve("data");
        try {
            Sql.query(session, SLOT);
            Sql.query(
                    session,
                    isBefore15()
                            ? "select pg_start_backup('standby', true, false)"
                            : "select pg_backup_start('standby', true)");
            DataDirectoryCopy.copy(primary.data(), data);
            var label =
                    Sql.query(
                            session,
                            isBefore15()
                                    ? "select labelfile from pg_stop_backup(false, false)"
                                    : "select labelfile from pg_backup_stop(false)");
            Files.writeString(data.resolve("backup_label"), label);
        } catch (SQLException e) {
            throw Failures.sql("copy of a primary", e.getSQLState(), e);
        }
        Files.writeString(data.resolve("standby.signal"), "");
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = " + Quoting.setting(conninfo()) + "\n",
                StandardOpenOption.APPEND);
        return new ServerPlan(
                primary.installation(),
                root,
                data,
                primary.login().withPort(Ports.free()),
                Map.copyOf(settings),
                primary.startTimeout());
    }

    private boolean isBefore15() {
        return primary.installation().major() < 15;
    }

    private String conninfo() {
        var login = primary.login();
        var conninfo =
                "host=%s port=%d user=%s".formatted(login.host(), login.port(), login.user());
        var password = login.password();
        return password == null ? conninfo : conninfo + " password=" + Quoting.conninfo(password);
    }
}
