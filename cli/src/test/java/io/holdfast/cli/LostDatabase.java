package io.holdfast.cli;

import io.holdfast.embedded.origin.EmbeddedOrigin;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A database that an agent protected by the commands of an operator, and that is lost: what each
 * command said on the way is kept. The rows 1 to 1000 are in the backup, those up to 2000 in the
 * WAL alone.
 */
final class LostDatabase implements AutoCloseable {
    static final int MAJOR = 18;

    private final Path folder;
    private final Origin origin;
    private final Path config;
    final RunCommand init;
    final RunCommand initAgain;
    final RunCommand statusBefore;
    final RunCommand backup;
    final RunCommand backups;
    final RunCommand wal;
    final RunCommand status;
    final int agentExitCode;
    final String agentLog;

    /**
     * Of what every build brings along; the objects are files in the folder {@code s3}.
     *
     * @param more statements to be executed before the backup
     */
    LostDatabase(Path folder, String... more) throws IOException, InterruptedException {
        this(folder, new EmbeddedOrigin(MAJOR, folder.resolve("s3")), more);
    }

    /**
     * @param origin whose server is lost here, and which is closed with this
     * @param more statements to be executed before the backup
     */
    LostDatabase(Path folder, Origin origin, String... more)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.origin = origin;
        try {
            this.config = writeConfig();
            RunCommand.of("key", "new", "--out", folder.resolve("master.key").toString());
            this.init = run("init");
            this.initAgain = run("init", "--json");
            this.statusBefore = run("status");
            origin.execute(more);
            origin.execute(
                    "create table account as select n as id from generate_series(1, 1000) n",
                    "checkpoint");
            try (ChildCommand agent = ChildCommand.start(folder, "agent", "-c", config + "")) {
                agent.awaitOutput("The agent of db1 runs.");
                this.backup = run("backup", "--fast", "--json");
                origin.execute("insert into account select n from generate_series(1001, 2000) n");
                String written = origin.query("select pg_current_wal_flush_lsn()");
                awaitStored(origin, written);
                this.backups = run("backups");
                this.wal = run("wal");
                this.status = run("status");
                origin.loseDatabase();
                agent.terminate();
                this.agentExitCode = agent.awaitEnd();
                this.agentLog = agent.err();
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            origin.close();
            throw e;
        }
    }

    /** With {@code durability: all}, what is acknowledged is in every repository. */
    private static void awaitStored(Origin origin, String lsn) throws InterruptedException {
        String query =
                "select count(*) from pg_replication_slots where restart_lsn >= '" + lsn + "'";
        Await.until("the slot at " + lsn, () -> origin.query(query).equals("1"));
    }

    private Path writeConfig() throws IOException {
        Files.writeString(folder.resolve("pg.password"), origin.password());
        Files.writeString(folder.resolve("s3.id"), origin.accessKey());
        Files.writeString(folder.resolve("s3.secret"), origin.secretKey());
        return config("holdfast.yaml", origin.s3().toString(), Origin.BUCKET, "master.key");
    }

    /** A configuration like the one of the lost database, but for these. */
    Path config(String name, String endpoint, String bucket, String key) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                """
                cluster: bank
                instance: db1
                postgres: {host: %s, port: %d, user: postgres, password: {file: pg.password}}
                masterKey: {file: %s}
                repositories:
                  - name: eu
                    s3:
                      endpoint: %s
                      bucket: %s
                      accessKey: {file: s3.id}
                      secretKey: {file: s3.secret}
                  - name: here
                    directory: repository
                capture: {flushInterval: 100ms}
                http: {port: %d}
                """
                        .formatted(
                                origin.host(), origin.port(), key, endpoint, bucket, freePort()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Runs a command with the configuration of the lost database. */
    RunCommand run(String... command) {
        String[] arguments = java.util.Arrays.copyOf(command, command.length + 2);
        arguments[command.length] = "--config";
        arguments[command.length + 1] = config.toString();
        return RunCommand.of(arguments);
    }

    Path folder() {
        return folder;
    }

    Path config() {
        return config;
    }

    /** The file of the newest WAL in the repository that is in S3. */
    Path lastPiece() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/wal/"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    Origin origin() {
        return origin;
    }

    /** A server on a directory that was restored from here. */
    EmbeddedPostgres startRestored(Path data) {
        return EmbeddedPostgres.open(origin.major(), data)
                .login("postgres", origin.password())
                .start();
    }

    @Override
    public void close() {
        origin.close();
    }
}
