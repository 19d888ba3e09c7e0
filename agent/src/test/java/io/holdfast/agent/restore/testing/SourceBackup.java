package io.holdfast.agent.restore.testing;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.backup.write.WrittenBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Copies a running server's files into a repository, between the start and the stop of a backup.
 */
final class SourceBackup {
    private static final Set<String> EMPTIED =
            Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_subtrans");
    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", ControlFile.PATH);

    private final SourceCluster cluster;
    private final EmbeddedPostgres server;
    private final Path data;

    SourceBackup(SourceCluster cluster) {
        this.cluster = cluster;
        this.server = cluster.server();
        this.data = server.dataDirectory();
    }

    BackupManifest run() {
        Instant started = Instant.now();
        BackupId id = BackupId.fresh(started, new SecureRandom());
        Intent intent =
                new Intent(
                        id,
                        BackupKind.FULL,
                        null,
                        cluster.epoch().epoch(),
                        "primary",
                        BackupSource.LOCAL,
                        started,
                        UUID.randomUUID());
        var repository = cluster.archive().repository();
        try (var writer =
                        ((BackupOpening.Opened)
                                        BackupWriter.open(
                                                List.of(repository),
                                                intent,
                                                BackupLimits.DEFAULT,
                                                Runnable::run,
                                                Instant::now))
                                .writer();
                Connection session = server.connect()) {
            boolean isOld = server.major() < 15;
            query(
                    session,
                    isOld
                            ? "select pg_start_backup('test', true, false)"
                            : "select pg_backup_start('test', true)");
            copy(writer, data, "");
            copyFile(writer, data.resolve(ControlFile.PATH), ControlFile.PATH);
            List<String> stop =
                    query(
                            session,
                            isOld
                                    ? "select lsn, labelfile, spcmapfile from pg_stop_backup(false,"
                                            + " false)"
                                    : "select lsn, labelfile, spcmapfile from"
                                            + " pg_backup_stop(false)");
            content(writer, "backup_label", stop.get(1).getBytes(StandardCharsets.UTF_8));
            if (!stop.get(2).isBlank()) {
                content(writer, "tablespace_map", stop.get(2).getBytes(StandardCharsets.UTF_8));
            }
            WrittenBackup written = writer.finish();
            cluster.archiveWal();
            BackupLabel.Fields label =
                    BackupLabel.parse(stop.get(1).getBytes(StandardCharsets.UTF_8)).fields();
            BackupManifest manifest = manifest(intent, label, Lsn.parse(stop.getFirst()), written);
            writer.manifest(manifest).putTo(repository);
            return manifest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> query(Connection session, String sql) throws SQLException {
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(String.valueOf(result.getString(i)));
            }
            return row;
        }
    }

    private void copy(BackupWriter writer, Path directory, String prefix)
            throws IOException, InterruptedException {
        List<Path> children;
        try (Stream<Path> list = Files.list(directory)) {
            children = list.sorted().toList();
        }
        for (Path child : children) {
            String path = prefix + child.getFileName();
            // follows the links of tablespaces, as a base backup does
            if (Files.isDirectory(child)) {
                writer.directory(FilePath.of(path), mode(child), 0);
                if (!EMPTIED.contains(path)) {
                    copy(writer, child, path + "/");
                }
            } else if (!LEFT_OUT.contains(path)) {
                copyFile(writer, child, path);
            }
        }
    }

    private static void copyFile(BackupWriter writer, Path file, String path)
            throws IOException, InterruptedException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            writer.beginFile(FilePath.of(path), mode(file), 0, bytes.length);
            writer.write(bytes, 0, bytes.length);
            writer.endFile();
        } catch (NoSuchFileException e) {
            // dropped while it was copied: replay drops it too
        }
    }

    private static void content(BackupWriter writer, String path, byte[] bytes)
            throws InterruptedException {
        writer.beginFile(FilePath.of(path), 0600, 0, bytes.length);
        writer.write(bytes, 0, bytes.length);
        writer.endFile();
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }

    private BackupManifest manifest(
            Intent intent, BackupLabel.Fields label, Lsn stop, WrittenBackup written) {
        ControlFile control = SourceCluster.controlFile(server);
        var layout = control.layout();
        return new BackupManifest(
                intent.id(),
                BackupKind.FULL,
                BackupSource.LOCAL,
                new ClusterId("orders"),
                new ServerFacts(
                        control.systemIdentifier().toString(),
                        server.major(),
                        server.queryString("show server_version"),
                        control.catalogVersion(),
                        layout.blockSize(),
                        layout.blocksPerSegment(),
                        layout.walBlockSize(),
                        layout.walSegmentSize().bytes(),
                        layout.hasDataChecksums()),
                new BackupWal(
                        cluster.epoch().epoch(),
                        label.startTimeline(),
                        label.startLsn(),
                        label.checkpointLsn(),
                        stop),
                intent.startedAt(),
                Instant.now(),
                label.label(),
                tablespaces(),
                Map.of("max_connections", server.queryString("show max_connections")),
                List.of(),
                Damage.NONE,
                written.totals());
    }

    private List<Tablespace> tablespaces() {
        List<Tablespace> found = new ArrayList<>();
        try (Connection session = server.connect();
                var statement = session.createStatement();
                var result =
                        statement.executeQuery(
                                "select oid, pg_tablespace_location(oid) from pg_tablespace where"
                                        + " spcname !~ '^pg_'")) {
            while (result.next()) {
                found.add(
                        new Tablespace(
                                result.getLong(1), String.valueOf(result.getString(2)), false));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
