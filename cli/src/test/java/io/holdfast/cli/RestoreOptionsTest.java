package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A restore on a machine that has nothing but options, of a database with a tablespace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreOptionsTest {
    private LostDatabase lost;
    private Path oldPlace;

    @BeforeAll
    void protectADatabaseAndLoseIt(@TempDir Path folder) throws Exception {
        oldPlace = Files.createDirectory(folder.resolve("apart"));
        lost =
                new LostDatabase(
                        folder,
                        "create tablespace apart location '" + oldPlace + "'",
                        "create table elsewhere tablespace apart as select 7 as i");
    }

    @AfterAll
    void close() {
        lost.close();
    }

    /** Without a configuration file: the bucket in options, its keys in the environment. */
    private String command(String name, String action) {
        return "exec holdfast restore --to latest --target '%s' --action %s --cluster bank"
                        .formatted(lost.folder().resolve(name), action)
                + " --tablespace '%s=%s'"
                        .formatted(oldPlace, lost.folder().resolve(name + "-apart"))
                + " --key-file master.key --s3-bucket backups --s3-endpoint "
                + lost.origin().s3();
    }

    private Shell shell() throws Exception {
        return new Shell(lost.folder())
                .with("AWS_ACCESS_KEY_ID", lost.origin().accessKey())
                .with("AWS_SECRET_ACCESS_KEY", lost.origin().secretKey());
    }

    private EmbeddedPostgres start(String name) {
        return EmbeddedPostgres.open(LostDatabase.MAJOR, lost.folder().resolve(name)).start();
    }

    private static int awaitEnd(Shell.Running restore) throws InterruptedException {
        Await.until("the end of the restore", () -> !restore.process().isAlive());
        return restore.process().exitValue();
    }

    @Test
    void aBucketAndItsKeyAreEnoughAndATablespaceGoesWhereItIsTold() throws Exception {
        Map<String, Long> old = Refusal.files(oldPlace);
        Shell.Running restore = shell().start(command("bare", "promote"));
        try {
            restore.awaitOutput("pg_ctl -D ");
            try (EmbeddedPostgres server = start("bare")) {
                assertEquals(0, awaitEnd(restore), restore::err);

                assertEquals(2000, server.queryLong("select count(*) from account"));
                assertEquals(7, server.queryLong("select i from elsewhere"));
                assertEquals(
                        lost.folder().resolve("bare-apart").toString(),
                        server.queryString(
                                "select pg_tablespace_location(oid) from pg_tablespace"
                                        + " where spcname = 'apart'"));
                server.execute("insert into elsewhere values (8)");
            }
        } finally {
            Shell.end(restore.process());
        }
        assertTrue(restore.out().contains("open for writing, on timeline 2"), restore::out);
        assertEquals(old, Refusal.files(oldPlace), "the old server's files");
    }

    @Test
    void aPausedServerIsReadableAndEndsTheCommandWhenItIsPromoted() throws Exception {
        Shell.Running restore = shell().start(command("paused", "pause"));
        try {
            restore.awaitOutput("pg_ctl -D ");
            try (EmbeddedPostgres server = start("paused")) {
                Await.until(
                        "the pause",
                        () -> (restore.out() + restore.err()).contains("PostgreSQL is paused"));
                assertEquals(2000, server.queryLong("select count(*) from account"));
                assertTrue(restore.process().isAlive());

                server.execute("select pg_promote()");

                assertEquals(0, awaitEnd(restore), restore::err);
                server.execute("insert into elsewhere values (8)");
            }
        } finally {
            Shell.end(restore.process());
        }
    }

    @Test
    @DisplayName("latest is not taken from the repository that lags behind, though it comes first")
    void latestComesFromTheRepositoryThatReachesFurthest() throws Exception {
        Path last = lost.lastPiece();
        Path away = Files.move(last, lost.folder().resolve("away"));

        RunCommand lagging;
        RunCommand fixed;
        try {
            lagging = plan("latest");
            fixed = plan("lsn=" + stop());
        } finally {
            Files.move(away, last);
        }
        RunCommand whole = plan("latest");

        assertTrue(lagging.out().contains("The plan, from repository here"), lagging::toString);
        assertTrue(fixed.out().contains("The plan, from repository eu"), fixed::toString);
        assertTrue(whole.out().contains("The plan, from repository eu"), whole::toString);
    }

    @Test
    void aDamagedRepositoryIsNamedAndPassedOver() throws Exception {
        Path last = lost.lastPiece();
        byte[] bytes = Files.readAllBytes(last);
        byte[] damaged = bytes.clone();
        damaged[0] ^= 1;
        Files.write(last, damaged);

        RunCommand planned;
        try {
            planned = plan("latest");
        } finally {
            Files.write(last, bytes);
        }

        assertTrue(planned.out().contains("The plan, from repository here"), planned::toString);
        String attention = "Attention: repository eu was passed over: the WAL from 0/";
        assertTrue(planned.err().contains(attention), planned::toString);
        assertTrue(planned.err().contains("/" + last.getFileName()), planned::toString);
    }

    @Test
    void aRepositoryThatRefusesItsCredentialsIsPassedOver() throws Exception {
        Files.writeString(lost.folder().resolve("wrong.secret"), "wrong");
        String text = Files.readString(lost.config()).replace("s3.secret", "wrong.secret");
        Path config = Files.writeString(lost.folder().resolve("refused.yaml"), text);

        RunCommand planned = plan("latest", config);

        assertTrue(planned.out().contains("The plan, from repository here"), planned::toString);
        String attention = "Attention: repository eu was passed over: ";
        assertTrue(planned.err().contains(attention), planned::toString);
    }

    private RunCommand plan(String target) {
        return plan(target, lost.config());
    }

    private RunCommand plan(String target, Path config) {
        RunCommand planned =
                RunCommand.of(
                        "restore",
                        "--dry-run",
                        "--to=" + target,
                        "--target=" + lost.folder().resolve("planned"),
                        "--tablespace=" + oldPlace + "=" + lost.folder().resolve("planned-apart"),
                        "--config=" + config);
        assertEquals(0, planned.exitCode(), planned::toString);
        return planned;
    }

    /** Where the backup ends, which every repository holds. */
    private String stop() {
        return lost.backup.json().at("/wal/stop").asText();
    }

    @Test
    void aServerThatShutsDownAtItsTargetEndsTheCommand() throws Exception {
        Shell.Running restore = shell().start(command("down", "shutdown"));
        try {
            restore.awaitOutput("pg_ctl -D ");
            try (EmbeddedPostgres server =
                    EmbeddedPostgres.open(LostDatabase.MAJOR, lost.folder().resolve("down"))
                            .launch()) {
                assertEquals(0, awaitEnd(restore), restore::err);
                Await.until("the server's end", () -> !server.isAlive());

                assertTrue(server.log().contains("shutdown at recovery target"), server::log);
            }
        } finally {
            Shell.end(restore.process());
        }
        assertTrue(restore.out().contains("PostgreSQL shut down in recovery"), restore::out);
    }
}
