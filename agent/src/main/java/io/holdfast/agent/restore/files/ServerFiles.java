package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.backup.TablespaceMap;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.read.ContentReader;
import io.holdfast.repository.backup.read.PackTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that a restore writes beside those of the backup, and the control file. */
final class ServerFiles {
    private static final String MAP = "tablespace_map";
    private static final Map<String, String> PLAIN =
            Map.of(
                    Survey.CONFIGURATION,
                    """
                    # Written by Holdfast: the backup held no postgresql.conf, since the old server
                    # kept it elsewhere. Every setting that is not in postgresql.auto.conf has its
                    # default.
                    """,
                    Survey.ACCESS_RULES,
                    """
                    # Written by Holdfast: the backup held no pg_hba.conf. Only this machine may log in.
                    local   all   all                  peer
                    host    all   all   127.0.0.1/32   scram-sha-256
                    host    all   all   ::1/128        scram-sha-256
                    """,
                    Survey.USER_MAPS,
                    "# Written by Holdfast: the backup held no pg_ident.conf.\n");

    private final FilesPlan plan;
    private final PackTable packs;
    private final Patience patience;
    private final Path data;

    /** What differs from the backup, by path: its content. */
    private final Map<String, byte[]> written = new HashMap<>();

    ServerFiles(FilesPlan plan, PackTable packs, Patience patience) {
        this.plan = plan;
        this.packs = packs;
        this.patience = patience;
        this.data = plan.dataDirectory();
    }

    void write(String recoverySettings) throws IOException {
        moveTablespaces();
        for (String name : plan.missingConfiguration()) {
            put(name, bytes(PLAIN.getOrDefault(name, "")));
        }
        appendSettings(recoverySettings);
        Durable.file(data.resolve("recovery.signal"), new byte[0], Durable.OWNER_ONLY_FILE);
        new ManifestFile(plan, written).write(data.resolve("backup_manifest"));
    }

    /** Without the right label recovery begins at the wrong place, and nobody is told (E8). */
    private void checkLabel() throws IOException {
        BackupLabel.Fields label = label().fields();
        BackupWal wal = plan.manifest().wal();
        if (!label.startLsn().equals(wal.start())
                || !label.checkpointLsn().equals(wal.checkpoint())
                || !label.startTimeline().equals(wal.timeline())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-label-wrong",
                    "backup_label begins at %s on timeline %s, and the manifest at %s on timeline %s"
                            .formatted(
                                    label.startLsn(),
                                    label.startTimeline(),
                                    wal.start(),
                                    wal.timeline()),
                    "Restore from another backup, and report this.");
        }
    }

    private BackupLabel label() throws IOException {
        Path file = data.resolve(Survey.LABEL);
        try {
            return BackupLabel.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-label-gone",
                    file + " was laid down, and is not there any more",
                    "Find out what deletes files there, then restore again with --delta; no server"
                            + " starts from it meanwhile.",
                    e);
        }
    }

    /** PostgreSQL makes the links anew from this file when it starts (T16). */
    private void moveTablespaces() throws IOException {
        List<Placement.TablespacePlace> places = plan.placement().tablespaces();
        if (places.stream().noneMatch(Placement.TablespacePlace::isMoved)) {
            return;
        }
        List<TablespaceMap.Link> links =
                places.stream()
                        .map(place -> new TablespaceMap.Link((int) place.oid(), latin(place.to())))
                        .toList();
        put(MAP, new TablespaceMap(links).format());
    }

    /** One char a byte, as the map holds paths. */
    private static String latin(Path path) {
        return new String(bytes(path.toString()), StandardCharsets.ISO_8859_1);
    }

    private void put(String name, byte[] content) throws IOException {
        Durable.file(data.resolve(name), content, Durable.OWNER_ONLY_FILE);
        written.put(name, content);
    }

    private void appendSettings(String recoverySettings) throws IOException {
        Path file = data.resolve("postgresql.auto.conf");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (Files.exists(file)) {
            content.write(Files.readAllBytes(file));
        }
        content.write(bytes("\n" + recoverySettings));
        Durable.file(file, content.toByteArray(), Durable.OWNER_ONLY_FILE);
    }

    /**
     * The last file: from now on the directory can be started. So the label is looked at just
     * before, when nothing is left that takes time.
     */
    void writeControlFile(RegularFile entry) throws IOException, InterruptedException {
        byte[] content = patience.call(() -> content(entry));
        String cluster = ControlFile.parse(content).systemIdentifier().toString();
        String expected = plan.manifest().server().systemIdentifier();
        if (!cluster.equals(expected)) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "control-file-foreign",
                    "pg_control is of cluster %s, and the backup of %s"
                            .formatted(cluster, expected),
                    "Restore from another backup, and report this.");
        }
        checkLabel();
        Path file = plan.placement().controlFile();
        Durable.file(file, content, entry.mode());
        Durable.directory(data.resolve("global"));
    }

    private byte[] content(RegularFile entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContentReader reader = plan.backup().content(packs)) {
            reader.copy(entry, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
