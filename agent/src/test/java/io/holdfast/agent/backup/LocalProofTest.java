package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.backup.SourceChoice.Wish;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is, and what is not, taken for the data directory of the server that answers. */
class LocalProofTest {
    @TempDir Path folder;

    private final Link link = new Link();
    private EmbeddedPostgres server;
    private ConnectionSettings settings;

    @BeforeEach
    void start() {
        server = EmbeddedPostgres.builder(18).start();
        settings = Link.as(server, "postgres");
    }

    @AfterEach
    void stop() {
        link.close();
        server.close();
    }

    private FileSource select(Wish wish, @Nullable Path data) throws InterruptedException {
        ServerSurvey survey;
        try (PgConnection sql = link.connector.connect(settings)) {
            survey = ServerSurvey.of(sql);
        }
        return new SourceSelection(
                        link.connector,
                        settings,
                        new SourceChoice(wish, Optional.ofNullable(data)),
                        System::nanoTime)
                .select(survey);
    }

    private void assertLocal(@Nullable Path data) throws InterruptedException {
        try (FileSource source = select(Wish.AUTO, data)) {
            assertEquals(Optional.empty(), source.notLocal());
            assertEquals(BackupSource.LOCAL, source.kind());
        }
    }

    /** Streamed where it may be, and refused where it may not. */
    private void assertNotLocal(String reason, @Nullable Path data) throws InterruptedException {
        try (FileSource source = select(Wish.AUTO, data)) {
            assertEquals(BackupSource.STREAMED, source.kind());
            String said = source.notLocal().orElseThrow();
            assertTrue(said.contains(reason), said);
        }
        var refused = assertThrows(HoldfastException.class, () -> select(Wish.LOCAL, data));
        assertEquals("backup-not-local", refused.code());
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }

    /** What the proof looks at, of a directory that nobody writes to. */
    private Path copy(Path data, String name) throws IOException {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy.resolve("global"));
        Files.createDirectories(copy.resolve("pg_snapshots"));
        for (String file : List.of("global/pg_control", "postmaster.pid")) {
            Files.copy(data.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void theServersOwnDirectoryIsProven() throws Exception {
        assertLocal(null);
        assertLocal(server.dataDirectory());
        assertEquals(
                0,
                server.queryLong(
                        "select count(*) from pg_stat_activity where state like 'idle in%'"));
    }

    @Test
    void anythingElseIsStreamedWithAReason() throws Exception {
        Path data = server.dataDirectory();
        Path stale = copy(data, "stale");
        List<String> lines = Files.readAllLines(stale.resolve("postmaster.pid"));
        lines.set(2, "1000000000");
        Files.write(stale.resolve("postmaster.pid"), lines);
        Path stopped = copy(data, "stopped");
        Files.delete(stopped.resolve("postmaster.pid"));

        assertNotLocal("there is no data directory at", folder.resolve("nowhere"));
        assertNotLocal("is not of the server that answers", stale);
        assertNotLocal("no server runs on", stopped);
        assertNotLocal("does not appear in", copy(data, "clone"));
    }

    @Test
    void theDirectoryOfAnotherServerIsStreamed() throws Exception {
        try (EmbeddedPostgres other = EmbeddedPostgres.builder(18).start()) {
            assertNotLocal("is not of the server that answers", other.dataDirectory());
            Path mixed = copy(other.dataDirectory(), "mixed");
            Files.delete(mixed.resolve("postmaster.pid"));
            Files.copy(
                    server.dataDirectory().resolve("postmaster.pid"),
                    mixed.resolve("postmaster.pid"));
            assertNotLocal("and the server of", mixed);
        }
    }

    @Test
    @DisplayName("T64: behind another path links of tablespaces lead elsewhere")
    void tablespacesNeedTheServersOwnPath() throws Exception {
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), server.dataDirectory());
        assertLocal(alias);

        Path space = Files.createDirectory(folder.resolve("space"));
        server.execute(
                "create tablespace apart location '" + space + "'",
                "create table there tablespace apart as select 1 as one");

        assertNotLocal("the server has tablespaces elsewhere", alias);
        assertLocal(null);
        Path link =
                server.dataDirectory()
                        .resolve("pg_tblspc/")
                        .resolve(
                                server.queryString(
                                        "select oid from pg_tablespace where spcname = 'apart'"));
        Files.delete(link);
        Files.createSymbolicLink(link, Files.createDirectory(folder.resolve("empty")));
        assertNotLocal("cannot be read here", null);
    }

    @Test
    void aRoleNeedsToStartAndStopBackups() throws Exception {
        server.execute("create role agent login replication", "grant pg_monitor to agent");
        settings = Link.as(server, "agent");
        assertNotLocal("the role may not start and stop backups", null);

        server.execute(
                "grant execute on function pg_backup_start(text, boolean) to agent",
                "grant execute on function pg_backup_stop(boolean) to agent");
        assertLocal(null);
    }

    @Test
    void aRoleThatSeesNothingNeedsTheDirectoryNamed() throws Exception {
        server.execute(
                "create role humble login replication",
                "grant execute on function pg_backup_start(text, boolean) to humble",
                "grant execute on function pg_backup_stop(boolean) to humble");
        settings = Link.as(server, "humble");

        assertNotLocal("the role may not see data_directory", null);
        assertLocal(server.dataDirectory());
    }
}
