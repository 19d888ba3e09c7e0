package io.holdfast.agent.backup;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ContentReader;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A backup laid down as plainly as possible, with all WAL that its repository holds. */
final class Restored {
    private final Path data;
    private final BackupManifest manifest;

    private Restored(Path data, BackupManifest manifest) {
        this.data = data;
        this.manifest = manifest;
    }

    static Restored into(Path directory, ClusterRepository repository, BackupId id)
            throws IOException {
        OpenedBackup backup = new BackupCatalog(repository).open(id);
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        Restored restored = new Restored(data, backup.manifest());
        restored.makeTablespaces(directory);
        restored.writeFiles(backup);
        restored.writeWal(repository);
        return restored;
    }

    /** Linked ones go to another place than on the source. */
    private void makeTablespaces(Path directory) throws IOException {
        StringBuilder map = new StringBuilder();
        for (Tablespace space : manifest.tablespaces()) {
            Path link = data.resolve("pg_tblspc/" + space.oid());
            Files.createDirectories(link.getParent());
            if (space.inPlace()) {
                Files.createDirectories(link);
            } else {
                Path target = Files.createDirectories(directory.resolve("space" + space.oid()));
                Files.createSymbolicLink(link, target);
                map.append(space.oid()).append(' ').append(target).append('\n');
            }
        }
        Files.writeString(directory.resolve("map"), map);
    }

    private void writeFiles(OpenedBackup backup) throws IOException {
        try (ContentReader content = backup.content(backup.packs())) {
            for (FileEntry entry : backup.entries()) {
                Path path = data.resolve(entry.path().toString());
                switch (entry) {
                    case FileEntry.Directory _ -> Files.createDirectories(path);
                    case FileEntry.RegularFile file -> {
                        Files.createDirectories(path.getParent());
                        try (OutputStream out = Files.newOutputStream(path)) {
                            content.copy(file, out);
                        }
                    }
                }
                Files.setPosixFilePermissions(path, permissions(entry.mode()));
            }
        }
        // remapped, as pg_basebackup does it
        Path map = data.resolve("tablespace_map");
        if (Files.exists(map)) {
            Files.copy(
                    data.resolveSibling("map"),
                    map,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static java.util.Set<java.nio.file.attribute.PosixFilePermission> permissions(
            int mode) {
        String letters = "rwxrwxrwx";
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < letters.length(); bit++) {
            text.append((mode & (0400 >> bit)) == 0 ? '-' : letters.charAt(bit));
        }
        return PosixFilePermissions.fromString(text.toString());
    }

    private void writeWal(ClusterRepository repository) throws IOException {
        Branch branch = NewestBranch.of(repository).orElseThrow();
        WalWindow window = WalWindow.of(repository, branch);
        WalReader reader = new WalReader(repository, branch);
        int size = manifest.server().walSegmentSize();
        Files.createDirectories(data.resolve("pg_wal"));
        long first = manifest.wal().start().value() / size;
        for (long segment = first; segment * size < window.end().value(); segment++) {
            byte[] bytes = new byte[size];
            Lsn start = new Lsn(segment * size);
            reader.read(start, Lsn.min(start.plus(size), window.end()), bytes, 0);
            Files.write(data.resolve("pg_wal/" + name(manifest.wal().timeline(), segment)), bytes);
        }
    }

    private String name(TimelineId timeline, long segment) {
        long perFile = 0x1_0000_0000L / manifest.server().walSegmentSize();
        return timeline.fixed()
                + String.format(Locale.ROOT, "%08X%08X", segment / perFile, segment % perFile);
    }

    Path data() {
        return data;
    }

    String text(String path) throws IOException {
        return Files.readString(data.resolve(path), StandardCharsets.UTF_8);
    }

    EmbeddedPostgres start() {
        return start(null);
    }

    /**
     * @param password of the superuser, if one is asked for
     */
    EmbeddedPostgres start(@Nullable String password) {
        return EmbeddedPostgres.open(manifest.server().major(), data)
                .setting("archive_mode", "off")
                .login("postgres", password)
                .start();
    }
}
