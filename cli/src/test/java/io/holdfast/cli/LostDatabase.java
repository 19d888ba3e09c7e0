package io.holdfast.cli;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.s3.EmbeddedS3;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A database that an agent protected by the commands of an operator, and that is lost: what each
 * command said on the way is kept. The rows 1 to 1000 are in the backup, those up to 2000 in the
 * WAL alone.
 */
final class LostDatabase implements AutoCloseable {
    static final int MAJOR = 18;

    private final Path folder;
    private final EmbeddedS3 s3;
    private final Path config;
    final Path programs;
    final RunCommand init;
    final RunCommand initAgain;
    final RunCommand statusBefore;
    final RunCommand backup;
    final RunCommand backups;
    final RunCommand wal;
    final RunCommand status;
    final int agentExitCode;
    final String agentLog;

    LostDatabase(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.s3 = EmbeddedS3.builder().directory(s3Directory()).bucket("backups").start();
        try (EmbeddedPostgres database = EmbeddedPostgres.builder(MAJOR).start()) {
            this.config = config(database.port());
            this.programs = database.programs();
            RunCommand.of("key", "new", "--out", folder.resolve("master.key").toString());
            this.init = run("init");
            this.initAgain = run("init", "--json");
            this.statusBefore = run("status");
            database.execute(
                    "create table account as select n as id from generate_series(1, 1000) n",
                    "checkpoint");
            try (ChildCommand agent = ChildCommand.start(folder, "agent", "-c", config + "")) {
                agent.awaitOutput("The agent of db1 runs.");
                this.backup = run("backup", "--fast", "--json");
                database.execute("insert into account select n from generate_series(1001, 2000) n");
                String written = database.queryString("select pg_current_wal_flush_lsn()");
                awaitStored(database, written);
                this.backups = run("backups");
                this.wal = run("wal");
                this.status = run("status");
                database.kill();
                agent.terminate();
                this.agentExitCode = agent.awaitEnd();
                this.agentLog = agent.err();
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            s3.close();
            throw e;
        }
    }

    /** With {@code durability: all}, what is acknowledged is in every repository. */
    private static void awaitStored(EmbeddedPostgres database, String lsn)
            throws InterruptedException {
        String query =
                "select count(*) from pg_replication_slots where restart_lsn >= '" + lsn + "'";
        Await.until("the slot at " + lsn, () -> database.queryLong(query) == 1);
    }

    private Path config(int port) throws IOException {
        Files.writeString(folder.resolve("s3.id"), s3.accessKey());
        Files.writeString(folder.resolve("s3.secret"), s3.secretKey());
        return config("holdfast.yaml", port, s3.endpoint().toString(), "backups", "master.key");
    }

    /** A configuration like the one of the lost database, but for these. */
    Path config(String name, String endpoint, String bucket, String key) throws IOException {
        return config(name, 1, endpoint, bucket, key);
    }

    private Path config(String name, int port, String endpoint, String bucket, String key)
            throws IOException {
        return Files.writeString(
                folder.resolve(name),
                """
                cluster: bank
                instance: db1
                postgres: {host: 127.0.0.1, port: %d, user: postgres}
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
                        .formatted(port, key, endpoint, bucket, freePort()));
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

    /** Where the S3 server keeps its objects, as files. */
    Path s3Directory() {
        return folder.resolve("s3");
    }

    Path config() {
        return config;
    }

    EmbeddedS3 s3() {
        return s3;
    }

    @Override
    public void close() {
        s3.close();
    }
}
