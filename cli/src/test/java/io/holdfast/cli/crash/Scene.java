package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.EmbeddedPostgresBuilder;
import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.postgres.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A cluster's repositories in an object store, and the commands around them. Commands that are to
 * die reach the store through the gate; those that look at what is left reach it directly.
 */
final class Scene implements AutoCloseable {
    static final String SLOT = "holdfast";

    /**
     * Seldom enough that reading all objects after each crash does not take longer than the rest.
     */
    private static final String FLUSH_INTERVAL = "300ms";

    private final Path folder;
    private final List<String> repositories;
    private final EmbeddedS3 s3;
    private final S3Gate gate;

    /**
     * @param repositories each is a bucket of that name
     */
    Scene(Path folder, String... repositories) throws IOException {
        this.folder = folder;
        this.repositories = List.of(repositories);
        this.s3 = EmbeddedS3.builder().start();
        this.repositories.forEach(s3::createBucket);
        this.gate = new S3Gate(s3.endpoint());
        Files.writeString(folder.resolve("s3.id"), s3.accessKey());
        Files.writeString(folder.resolve("s3.secret"), s3.secretKey());
        RunCommand.of("key", "new", "--out", folder.resolve("master.key").toString());
    }

    /** A small server: segments of 1 MB, and no sync, for no machine fails here. */
    static EmbeddedPostgresBuilder server(int major) {
        return EmbeddedPostgres.builder(major)
                .withoutTemplateDatabases()
                .walSegmentSizeMb(1)
                .setting("fsync", "off")
                .setting("shared_buffers", "16MB")
                .setting("wal_sender_timeout", "10s");
    }

    Path folder() {
        return folder;
    }

    S3Gate gate() {
        return gate;
    }

    EmbeddedS3 s3() {
        return s3;
    }

    /** For commands that only look: straight to the store. */
    String direct(EmbeddedPostgres server) throws IOException {
        return config(s3.endpoint().toString(), server.port(), "db1");
    }

    /** For commands that are to die. */
    String gated(EmbeddedPostgres server) throws IOException {
        return gated(server.port(), "db1");
    }

    String gated(int port, String instance) throws IOException {
        return config(gate.endpoint().toString(), port, instance);
    }

    String config(String endpoint, int port, String instance) throws IOException {
        return config(endpoint, port, instance, repositories);
    }

    /** For a command that is to die, with one more line of configuration. */
    String gatedWith(String line, EmbeddedPostgres server) throws IOException {
        String config = gated(server);
        Files.writeString(Path.of(config), line + "\n", StandardOpenOption.APPEND);
        return config;
    }

    /** A configuration file like the others. */
    String config(String endpoint, int port, String instance, List<String> buckets)
            throws IOException {
        var text =
                new StringBuilder(
                        """
                        cluster: bank
                        instance: %s
                        postgres: {host: 127.0.0.1, port: %d, user: postgres, slot: %s}
                        masterKey: {file: master.key}
                        capture: {flushInterval: %s}
                        http: {port: 0}
                        retention: {count: 1}
                        repositories:
                        """
                                .formatted(instance, port, SLOT, FLUSH_INTERVAL));
        for (String bucket : buckets) {
            text.append(
                    """
                      - name: %s
                        s3: {endpoint: "%s", bucket: %s, accessKey: {file: s3.id}, \
                    secretKey: {file: s3.secret}}
                    """
                            .formatted(bucket, endpoint, bucket));
        }
        return Files.writeString(Files.createTempFile(folder, "holdfast", ".yaml"), text)
                .toString();
    }

    /** For commands that only look, at these repositories alone. */
    String direct(List<String> buckets) throws IOException {
        return config(s3.endpoint().toString(), 1, "db1", buckets);
    }

    /** Runs a command in this process, to a good end. */
    static RunCommand well(String... command) {
        RunCommand run = RunCommand.of(command);
        assertEquals(0, run.exitCode(), () -> Arrays.toString(command) + run.out() + run.err());
        return run;
    }

    ChildCommand start(String... command) throws IOException {
        return ChildCommand.start(folder, command);
    }

    /** Runs a command in a process that dies at a point, which it must reach. */
    void dieAt(Point point, String... command) throws IOException, InterruptedException {
        var victim = new CompletableFuture<ChildCommand>();
        Trap trap = gate.set(Trap.dropping(point, () -> victim.join().kill()));
        dieIn(trap, victim, command);
    }

    /** Stops a command at a step of its code, which it must reach, and kills it there. */
    void dieAt(Breakpoint.Step step, String... command) throws Exception {
        try (Breakpoint breakpoint = Breakpoint.start(this, step, command)) {
            breakpoint.await();
            breakpoint.command().kill();
        }
    }

    /** As {@link #dieAt(Point, String...)}, after something has happened at an earlier point. */
    void dieAt(Point point, Point earlier, Runnable happens, String... command)
            throws IOException, InterruptedException {
        var victim = new CompletableFuture<ChildCommand>();
        Trap trap = Trap.dropping(point, () -> victim.join().kill());
        Runnable first =
                () -> {
                    happens.run();
                    gate.set(trap);
                };
        gate.set(Trap.holding(earlier, first));
        dieIn(trap, victim, command);
    }

    private void dieIn(Trap trap, CompletableFuture<ChildCommand> victim, String... command)
            throws IOException, InterruptedException {
        try (ChildCommand child = start(command)) {
            victim.complete(child);
            Await.until(
                    trap + " of " + String.join(" ", command),
                    () -> {
                        // asked first: the trap is reached before it kills
                        boolean isAlive = child.isAlive();
                        assertTrue(
                                isAlive || trap.isReached(),
                                () -> "ended without " + trap + child.out() + child.err());
                        return trap.isSprung();
                    });
        }
    }

    /** What the server has been told to be durable. */
    static Lsn acknowledged(EmbeddedPostgres server) throws InterruptedException {
        String slot = " from pg_replication_slots where slot_name = '" + SLOT + "'";
        // until then, an answer of the dead may still be under way
        Await.until(
                "the slot to be free",
                () -> server.queryString("select active" + slot).equals("f"));
        return Lsn.parse(server.queryString("select restart_lsn" + slot));
    }

    /** Waits until all that the server has written is acknowledged. */
    static Lsn awaitAcknowledged(EmbeddedPostgres server) throws InterruptedException {
        String written = server.queryString("select pg_current_wal_flush_lsn()");
        String query =
                "select count(*) from pg_replication_slots where slot_name = '%s' and restart_lsn >= '%s'"
                        .formatted(SLOT, written);
        Await.until("the slot at " + written, () -> server.queryLong(query) == 1);
        return Lsn.parse(written);
    }

    /**
     * After a crash: what is listed is intact, with all WAL up to what was acknowledged, and can be
     * planned for a restore to the latest.
     */
    void assertPromisesAreKept(String config, Lsn acknowledged) {
        for (String repository : assertIntact(config, acknowledged)) {
            String nowhere = folder.resolve("nowhere").toString();
            well(
                    "restore",
                    "--dry-run",
                    "--to=latest",
                    "--target",
                    nowhere,
                    "-r",
                    repository,
                    "-c",
                    config);
        }
    }

    /** Returns the repositories. */
    private static List<String> assertIntact(String config, Lsn acknowledged) {
        JsonNode verified = well("verify", "--deep", "--json", "-c", config).json();
        List<String> seen = new ArrayList<>();
        for (JsonNode repository : verified.get("repositories")) {
            assertFalse(repository.has("error"), repository::toString);
            for (JsonNode backup : repository.get("backups")) {
                assertEquals("passed", backup.get("verdict").asText(), backup::toString);
                Lsn frontier = Lsn.parse(backup.get("frontier").asText());
                assertTrue(
                        !frontier.isBefore(acknowledged),
                        () -> acknowledged + " is acknowledged, and held is " + backup);
            }
            seen.add(repository.get("repository").asText());
        }
        return seen;
    }

    @Override
    public void close() throws IOException {
        gate.close();
        s3.close();
    }
}
