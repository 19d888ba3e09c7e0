package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.ControlFileRead;
import io.holdfast.agent.backup.disk.PageCheck;
import io.holdfast.agent.backup.disk.PostmasterFile;
import io.holdfast.agent.backup.disk.ReadAhead;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wire.ReplicationResults.BackupPosition;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.write.BackupWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All files of the server from its data directory, between the backup's start and its stop. */
final class LocalFiles implements FileSource {
    private final LocalServer server;
    private final LongSupplier nanoTime;
    private @Nullable LocalPages pages;

    /**
     * @param nanoTime monotonic
     */
    LocalFiles(LocalServer server, LongSupplier nanoTime) {
        this.server = server;
        this.nanoTime = nanoTime;
    }

    @Override
    public BackupSource kind() {
        return BackupSource.LOCAL;
    }

    @Override
    public Optional<String> notLocal() {
        return Optional.empty();
    }

    @Override
    public CopiedFiles copy(
            BackupRequest request, ServerSurvey survey, BackupWriter writer, Progress progress)
            throws InterruptedException {
        LocalTree files = LocalTree.of(server, survey);
        LocalCopy copy =
                new LocalCopy(
                        writer,
                        progress,
                        new Throttle(request.maxBytesPerSecond(), nanoTime),
                        server.session());
        try {
            progress.expect(files.bytes());
            progress.enter(BackupProgress.Phase.STARTING);
            Lsn start = server.session().start(request);
            requireSameTablespaces();
            progress.enter(BackupProgress.Phase.COPYING);
            Suspicions suspicions = files(files, copy, survey, start);
            byte[] control = ControlFileRead.of(server.data());
            copy.file(ControlFile.PATH, files.controlFileMode(), control);
            LocalSession.Stopped stopped = server.session().stop(request.patience().forServer());
            copy.file(ArchiveEntries.BACKUP_LABEL, LocalCopy.OWNER_ONLY, stopped.label());
            if (stopped.tablespaceMap().length > 0) {
                copy.file(
                        ArchiveEntries.TABLESPACE_MAP,
                        LocalCopy.OWNER_ONLY,
                        stopped.tablespaceMap());
            }
            return copied(survey, start, stopped, ControlFile.parse(control), suspicions);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private @Nullable Suspicions files(
            LocalTree files, LocalCopy copy, ServerSurvey survey, Lsn start)
            throws IOException, InterruptedException {
        LocalPages check =
                survey.facts().dataChecksums()
                        ? new LocalPages(server.data(), survey.facts(), start)
                        : null;
        pages = check;
        try (ReadAhead ahead = new ReadAhead(check == null ? PageCheck.NONE : check, copy)) {
            files.copy(copy, ahead);
        }
        return check == null ? null : check.suspicions();
    }

    /** One that was made since is in no map of the server's, and one that went is. */
    private void requireSameTablespaces() {
        if (!LocalTablespaces.of(server.session().sql()).equals(server.tablespaces())) {
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "backup-tablespaces-changed",
                    "a tablespace was created or dropped while the backup began",
                    "Start another backup.");
        }
    }

    private CopiedFiles copied(
            ServerSurvey survey,
            Lsn start,
            LocalSession.Stopped stopped,
            ControlFile control,
            @Nullable Suspicions suspicions)
            throws IOException {
        BackupLabel label = BackupLabel.parse(stopped.label());
        Optional<PostmasterFile> postmaster = PostmasterFile.read(server.data());
        boolean fits =
                label.fields().startLsn().equals(start)
                        && !label.fields().fromStandby()
                        && label.fields().startTimeline().equals(stopped.at().timeline())
                        && control.systemIdentifier()
                                .toString()
                                .equals(survey.facts().systemIdentifier())
                        && postmaster.equals(Optional.of(server.postmaster()));
        if (!fits) {
            throw inconsistent(start, label, stopped.at());
        }
        return new CopiedFiles(
                new BackupPosition(start, stopped.at().timeline()),
                stopped.at(),
                label,
                control,
                server.tablespaces().all(),
                suspicions);
    }

    private HoldfastException inconsistent(Lsn start, BackupLabel label, BackupPosition stop) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "base-backup-inconsistent",
                "the backup from %s to %s on timeline %s has a label of %s on timeline %s, or %s is of another server now"
                        .formatted(
                                start,
                                stop.lsn(),
                                stop.timeline(),
                                label.fields().startLsn(),
                                label.fields().startTimeline(),
                                server.data()),
                "Start another backup; this one is not listed.");
    }

    private HoldfastException unreadable(IOException cause) {
        Path data = server.data();
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "backup-file-unreadable",
                "a file of " + data + " could not be read: " + cause.getMessage(),
                "Let the agent read everything there, or set backup.source to streamed; if the disk"
                        + " fails, act now.",
                cause);
    }

    @Override
    public Damage recheck(List<Suspicions.Suspicion> suspicions, long beyondKept, int blockSize) {
        LocalPages again = pages;
        if (again == null) {
            throw new IllegalStateException("pages are suspected, and none were verified");
        }
        return new PageRecheck(again, blockSize).of(suspicions, beyondKept);
    }

    @Override
    public void close() {
        server.session().close();
    }
}
