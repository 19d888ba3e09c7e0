package io.holdfast.cli.demo;

import io.holdfast.agent.server.Directories;
import io.holdfast.cli.demo.bank.Bank;
import io.holdfast.embedded.postgres.AuthMethod;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The bank's PostgreSQL server, up to its end. */
final class Database {
    /** The role of the agent. */
    static final String AGENT = "holdfast";

    private final EmbeddedPostgres server;
    private final String agentPassword;
    private final String version;

    private Database(EmbeddedPostgres server, String agentPassword) {
        this.server = server;
        this.agentPassword = agentPassword;
        this.version = server.queryString("show server_version");
    }

    /**
     * Starts a new server with the bank's tables and a role for the agent.
     *
     * @param random a cryptographically strong source
     */
    static Database start(Stage stage, int major, Bank bank, RandomGenerator random) {
        EmbeddedPostgres server =
                stage.keep(
                        EmbeddedPostgres.builder(major)
                                .dataDirectory(stage.directory().resolve("primary"))
                                .password(password(random), AuthMethod.SCRAM_SHA_256)
                                .start());
        String agentPassword = password(random);
        server.execute(
                "create role "
                        + AGENT
                        + " login replication in role pg_monitor password '"
                        + agentPassword
                        + "'");
        try (Connection connection = server.connect()) {
            bank.open(connection);
        } catch (SQLException e) {
            throw failed("create the bank", e);
        }
        return new Database(server, agentPassword);
    }

    private static String password(RandomGenerator random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static HoldfastException failed(String what, SQLException e) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "demo-sql-failed",
                "cannot " + what + ": " + e.getMessage(),
                "Run the demo again with --debug, and report what it prints.",
                e);
    }

    int port() {
        return server.port();
    }

    int major() {
        return server.major();
    }

    String version() {
        return version;
    }

    String agentPassword() {
        return agentPassword;
    }

    Connection connect() {
        return server.connect();
    }

    /** The login of this server's superuser, on a server that was restored from it. */
    Connection connectTo(EmbeddedPostgres restored) throws SQLException {
        var login = server.connectionInfo();
        return DriverManager.getConnection(
                restored.connectionInfo().jdbcUrl(), login.user(), login.password());
    }

    /** The disaster: kill -9 to every process, and all files deleted; when it began. */
    Instant destroy() {
        Instant at = Instant.now();
        server.kill();
        Path data = server.dataDirectory();
        try {
            Directories.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(data)) {
            throw new IllegalStateException(data + " is still there");
        }
        return at;
    }
}
