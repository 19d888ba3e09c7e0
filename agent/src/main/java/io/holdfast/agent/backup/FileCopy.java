package io.holdfast.agent.backup;

import io.holdfast.agent.replication.CopyOut;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.backup.BackupExclusions;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wire.ReplicationResults.BackupPosition;
import io.holdfast.postgres.wire.ReplicationResults.BackupTablespace;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.write.BackupWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies all files of the server through one {@code BASE_BACKUP}. */
final class FileCopy {
    private static final long KILOBYTE = 1024;

    private final BackupRequest request;
    private final ServerFacts facts;
    private final TablespaceSet tablespaces;
    private final BackupWriter writer;
    private final Progress progress;

    FileCopy(BackupRequest request, ServerSurvey survey, BackupWriter writer, Progress progress) {
        this.request = request;
        this.facts = survey.facts();
        this.tablespaces = new TablespaceSet(facts.major(), survey.inPlace());
        this.writer = writer;
        this.progress = progress;
    }

    CopiedFiles over(ReplicationConnection connection) {
        requireSameServer(connection);
        String command =
                new BaseBackupCommand(request, tablespaces.serverListsAll()).text(facts.major());
        progress.enter(BackupProgress.Phase.STARTING);
        try (CopyOut copy = connection.baseBackup(command, request.patience().forServer())) {
            BaseBackupStream stream = new BaseBackupStream(copy, facts.major());
            BaseBackupStream.Beginning beginning = stream.begin();
            progress.expect(
                    beginning.tablespaces().stream()
                            .mapToLong(space -> space.sizeKilobytes().orElse(0L) * KILOBYTE)
                            .sum());
            progress.enter(BackupProgress.Phase.COPYING);
            PageScan pages = pages(beginning.start().lsn());
            ArchiveEntries entries = new ArchiveEntries(writer, exclusions(), pages, progress);
            if (!tablespaces.serverListsAll()) {
                entries.tablespaceMap(tablespaces.map(beginning.tablespaces()));
            }
            BackupPosition stop = stream.read(beginning, space -> to(entries, space));
            return copied(beginning, stop, entries, pages);
        }
    }

    /** A pooler or a moved address could lead the second connection somewhere else. */
    private void requireSameServer(ReplicationConnection connection) {
        String there = connection.identifySystem().systemIdentifier().toString();
        if (!there.equals(facts.systemIdentifier())) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "backup-of-two-servers",
                    "SQL answers from system "
                            + facts.systemIdentifier()
                            + ", and replication from system "
                            + there,
                    "Let both connections reach the same server, without a pooler between.");
        }
    }

    private @Nullable PageScan pages(Lsn start) {
        return facts.dataChecksums()
                ? new PageScan(start, facts.blockSize(), (int) facts.relationSegmentBlocks())
                : null;
    }

    private BackupExclusions exclusions() {
        return new BackupExclusions("PG_" + facts.major() + "_" + facts.catalogVersion(), Set.of());
    }

    private static ArchiveEntries to(ArchiveEntries entries, BackupTablespace space) {
        entries.archive(space.oid().map(oid -> folder(oid) + "/").orElse(""));
        return entries;
    }

    private static String folder(int oid) {
        return "pg_tblspc/" + Integer.toUnsignedString(oid);
    }

    private CopiedFiles copied(
            BaseBackupStream.Beginning beginning,
            BackupPosition stop,
            ArchiveEntries entries,
            @Nullable PageScan pages) {
        BackupLabel label =
                BackupLabel.parse(
                        entries.kept(ArchiveEntries.BACKUP_LABEL)
                                .orElseThrow(() -> missing(ArchiveEntries.BACKUP_LABEL)));
        ControlFile control =
                ControlFile.parse(
                        entries.kept(ControlFile.PATH)
                                .orElseThrow(() -> missing(ControlFile.PATH)));
        // The server sends it last, so that no file is older than its checkpoint (T50).
        boolean isLast = entries.newest().equals(ControlFile.PATH);
        boolean fits =
                label.fields().startLsn().equals(beginning.start().lsn())
                        && !label.fields().fromStandby()
                        && beginning.start().timeline().equals(stop.timeline())
                        && control.systemIdentifier().toString().equals(facts.systemIdentifier());
        if (!isLast || !fits) {
            throw inconsistent(beginning.start(), stop, label, entries.newest());
        }
        return new CopiedFiles(
                beginning.start(),
                stop,
                label,
                control,
                tablespaces.of(beginning.tablespaces()),
                pages == null ? null : pages.found());
    }

    private static HoldfastException missing(String path) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "base-backup-incomplete",
                "the server sent no " + path,
                "Check that no proxy or pooler stands between the agent and the server.");
    }

    private static HoldfastException inconsistent(
            BackupPosition start, BackupPosition stop, BackupLabel label, String last) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "base-backup-inconsistent",
                "the backup from %s on timeline %s to %s on timeline %s has a label of %s (%s)"
                                .formatted(
                                        start.lsn(),
                                        start.timeline(),
                                        stop.lsn(),
                                        stop.timeline(),
                                        label.fields().startLsn(),
                                        label.fields().fromStandby() ? "standby" : "primary")
                        + " and ends with "
                        + last,
                "Start another backup; this one is not listed.");
    }
}
