package io.holdfast.embedded.postgres;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster that PostgreSQL itself archived, with segments of 1 MB: one base backup, then eight
 * tables, each after a restore point {@code before-n} and followed by a segment switch. The server
 * is gone; a recovery of everything shows eight tables.
 */
final class ArchivedCluster {
    static final int TABLES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int major;
    private final Path folder;
    private final Path archive;
    private final Path backup;
    private final String[] segmentOfTable = new String[TABLES + 1];
    private int copies;

    ArchivedCluster(int major, Path folder) throws IOException, SQLException {
        this.major = major;
        this.folder = folder;
        this.archive = Files.createDirectory(folder.resolve("archive"));
        this.backup = folder.resolve("backup");
        try (var server =
                EmbeddedPostgres.builder(major)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("autovacuum", "off")
                        .setting("archive_mode", "on")
                        .setting("archive_command", "cp %p " + archive + "/%f")
                        .start()) {
            backUp(server);
            for (var n = 1; n <= TABLES; n++) {
                server.execute("select pg_create_restore_point('before-" + n + "')");
                server.execute("create table t" + n + " as select generate_series(1, 1000) i");
                segmentOfTable[n] =
                        server.queryString("select pg_walfile_name(pg_current_wal_insert_lsn())");
                server.execute("select pg_switch_wal()");
            }
            if (!Poll.until(PATIENCE, () -> Files.exists(segment(TABLES)))) {
                throw new AssertionError("not archived: " + segment(TABLES) + server.log());
            }
        }
        Files.writeString(
                backup.resolve("postgresql.conf"),
                "archive_mode = off\n",
                StandardOpenOption.APPEND);
    }

    private void backUp(EmbeddedPostgres server) throws IOException, SQLException {
        var before15 = major < 15;
        try (var session = server.connect()) {
            Sql.query(
                    session,
                    before15
                            ? "select pg_start_backup('b', true, false)"
                            : "select pg_backup_start('b', true)");
            DataDirectoryCopy.copy(server.dataDirectory(), backup);
            var label =
                    Sql.query(
                            session,
                            before15
                                    ? "select labelfile from pg_stop_backup(false, false)"
                                    : "select labelfile from pg_backup_stop(false)");
            Files.writeString(backup.resolve("backup_label"), label);
        }
    }

    /** In the archive, the file with the table of this number. */
    Path segment(int table) {
        return archive.resolve(segmentOfTable[table]);
    }

    Path archive() {
        return archive;
    }

    /** An archive of its own, to damage. */
    Path copyOfArchive() throws IOException {
        var copy = Files.createDirectory(folder.resolve("archive-" + ++copies));
        try (Stream<Path> files = Files.list(archive)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** Fetches from an archive as PostgreSQL's manual shows it. */
    static String copyingFrom(Path archive) {
        return "cp " + archive + "/%f %p 2> /dev/null";
    }

    /**
     * Starts a recovery of a fresh copy of the backup, and returns when it accepts writes or has
     * ended.
     *
     * @param settings lines of {@code postgresql.auto.conf}
     */
    EmbeddedPostgres recover(String restoreCommand, String... settings) throws IOException {
        var data = folder.resolve("data-" + ++copies);
        DataDirectoryCopy.copy(backup, data);
        Files.writeString(data.resolve("recovery.signal"), "");
        var lines = new ArrayList<>(List.of(settings));
        lines.add("restore_command = " + Quoting.setting(restoreCommand));
        Files.write(data.resolve("postgresql.auto.conf"), lines, StandardOpenOption.APPEND);
        var server = EmbeddedPostgres.open(major, data).setting("fsync", "off").launch();
        if (!Poll.until(PATIENCE, () -> !server.isAlive() || isPromoted(server))) {
            server.close();
            throw new AssertionError("neither promoted nor ended: " + server.log());
        }
        return server;
    }

    private static boolean isPromoted(EmbeddedPostgres server) {
        try {
            return server.queryString("select pg_is_in_recovery()").equals("f");
        } catch (HoldfastException e) {
            // no connections yet, or none any more
            return false;
        }
    }

    static long tables(EmbeddedPostgres server) {
        return server.queryLong("select count(*) from pg_class where relname ~ '^t[0-9]$'");
    }
}
