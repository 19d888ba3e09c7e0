package io.holdfast.agent.job;

import com.google.protobuf.TextFormat;
import io.holdfast.agent.contract.Contract;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.Record;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every run of a backup when it begins and when it has ended, and, if this process could
 * not, the next one does: the run that has begun is kept in {@code run} in the agent's directory,
 * as a {@code BackupRun} in protobuf's text format.
 *
 * <p>A backup is more important than what is told of it: what cannot be kept is logged.
 */
public final class RunJournal {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.job");

    private final Path directory;
    private final Telling telling;
    private final InstantSource clock;

    public RunJournal(Path directory, Telling telling, InstantSource clock) {
        this.directory = directory;
        this.telling = telling;
        this.clock = clock;
    }

    private Path file() {
        return directory.resolve("run");
    }

    /** A run begins. */
    public void begun(BackupRecord record) {
        BackupRun run = record.begun(clock.instant());
        if (!tell(run)) {
            return;
        }
        try {
            PrivateFile.directory(directory);
            PrivateFile.write(file(), TextFormat.printer().printToString(run));
        } catch (IOException e) {
            LOG.warn("should the agent be killed, nobody will be told of this run: {}", e, e);
        }
    }

    /** It has ended. */
    public void ended(BackupRecord record) {
        ended(record.ended(clock.instant()));
    }

    private void ended(BackupRun run) {
        tell(run);
        forget();
    }

    /**
     * Tells of the run that a process before this one began and did not end.
     *
     * @return the job that it was for
     */
    Optional<String> interrupted() {
        try {
            BackupRun.Builder begun = BackupRun.newBuilder();
            TextFormat.merge(Files.readString(file()), begun);
            ended(
                    begun.setEndedAt(Contract.of(clock.instant()))
                            .setOutcome(BackupOutcome.BACKUP_OUTCOME_INTERRUPTED)
                            .setFailure(
                                    Contract.failure(
                                            "backup-interrupted",
                                            "the agent ended while it made the backup",
                                            "Nothing of it is listed; make another one, or wait for"
                                                    + " the schedule."))
                            .build());
            return Optional.of(begun.getJobId()).filter(id -> !id.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("whether a backup was interrupted cannot be read from {}: {}", file(), e, e);
            forget();
            return Optional.empty();
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            LOG.warn("{} cannot be removed, and tells of a run that has ended: {}", file(), e, e);
        }
    }

    private boolean tell(BackupRun run) {
        return telling.tell(
                Record.newBuilder().setAt(Contract.of(clock.instant())).setBackupRun(run));
    }
}
