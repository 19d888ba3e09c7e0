package io.holdfast.agent.job;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.contract.Contract;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.GivenJob;
import io.holdfast.proto.v1.JobProgress;
import io.holdfast.proto.v1.Record;
import io.holdfast.proto.v1.RefusedJob;
import io.holdfast.proto.v1.RunningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from the control plane, each once, and sees to it that it is told how each ends. For
 * any thread.
 */
public final class JobDesk {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.job");

    private final Path directory;
    private final Telling telling;
    private final RunJournal journal;
    private final InstantSource clock;
    private final Consumer<AcceptedJob> lane;
    private @Nullable JobBook book;
    private volatile @Nullable RunningJob running;

    /**
     * @param directory of the agent
     * @param lane takes what is to be done; must not block
     */
    public JobDesk(
            Path directory,
            Telling telling,
            RunJournal journal,
            InstantSource clock,
            Consumer<AcceptedJob> lane) {
        this.directory = directory;
        this.telling = telling;
        this.journal = journal;
        this.clock = clock;
        this.lane = lane;
    }

    /** Tells of what a process before this one did not end. To be called before any other. */
    public synchronized void settle() {
        try {
            Optional<String> told = journal.interrupted();
            told.ifPresent(book()::ended);
            for (String id : book().open()) {
                refuse(
                        id,
                        Contract.failure(
                                "job-interrupted",
                                "the agent ended before it came to the job",
                                "Ask for it again."));
            }
        } catch (HoldfastException e) {
            LOG.error("what became of the jobs given before cannot be told: {}", e.advice());
        }
    }

    private JobBook book() {
        JobBook open = book;
        if (open == null) {
            open = JobBook.open(directory);
            book = open;
        }
        return open;
    }

    /**
     * A job was given.
     *
     * @param ahead how much the control plane's clock is ahead of this machine's
     * @param systemIdentifier of the database here, if it is known
     */
    public synchronized void take(GivenJob job, Duration ahead, Optional<String> systemIdentifier) {
        try {
            if (book().knows(job.getId())) {
                return;
            }
            Instant expiresAt = Contract.of(job.getExpiresAt()).minus(ahead);
            book().given(job.getId(), expiresAt, clock.instant());
            Optional<Failure> objection = objection(job, expiresAt, systemIdentifier);
            if (objection.isPresent()) {
                refuse(job.getId(), objection.get());
            } else {
                lane.accept(
                        new AcceptedJob(job.getId(), Contract.of(job.getCreatedAt()), expiresAt));
            }
        } catch (HoldfastException e) {
            // not known as given, so it is given again, and expires if that lasts
            LOG.error("a job is not taken: {}", e.advice());
        }
    }

    private Optional<Failure> objection(
            GivenJob job, Instant expiresAt, Optional<String> systemIdentifier) {
        if (isOver(expiresAt)) {
            return Optional.of(expired());
        }
        if (!job.hasBackup()) {
            return Optional.of(
                    Contract.failure(
                            "job-unknown",
                            "the agent does not know this kind of job",
                            "Run an agent of the same Holdfast as the control plane."));
        }
        if (systemIdentifier.isEmpty()) {
            return Optional.of(
                    Contract.failure(
                            "job-database-away",
                            "the agent has not reached its database yet",
                            "'holdfast agent status' on its host says why."));
        }
        if (!systemIdentifier.get().equals(job.getSystemIdentifier())) {
            return Optional.of(
                    Contract.failure(
                            "job-foreign",
                            "the job is for the database "
                                    + job.getSystemIdentifier()
                                    + ", and the agent's is "
                                    + systemIdentifier.get(),
                            "Ask for it again if this is the database that is meant."));
        }
        return Optional.empty();
    }

    /** Whether it still is to be done, now that its turn has come; if not, that is told. */
    public synchronized boolean mayBegin(AcceptedJob job) {
        if (isOver(job.expiresAt())) {
            refuse(job.id(), expired());
            return false;
        }
        return true;
    }

    private boolean isOver(Instant expiresAt) {
        return !clock.instant().isBefore(expiresAt);
    }

    private static Failure expired() {
        return Contract.failure(
                "job-expired",
                "the job came to its turn too late",
                "Ask for it again; what the agent was busy with, its backup runs say.");
    }

    /** How far it is. */
    public void progressed(AcceptedJob job, BackupProgress progress) {
        JobProgress.Builder told =
                JobProgress.newBuilder()
                        .setPhase(
                                progress.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .setBytes(progress.bytes());
        progress.totalBytes().ifPresent(told::setTotalBytes);
        running = RunningJob.newBuilder().setId(job.id()).setProgress(told).build();
    }

    /** The job that is being done. */
    public Optional<RunningJob> running() {
        return Optional.ofNullable(running);
    }

    /** It has ended, and its run was told. */
    public synchronized void ended(AcceptedJob job) {
        running = null;
        try {
            book().ended(job.id());
        } catch (HoldfastException e) {
            LOG.warn("after a restart the job counts as interrupted: {}", e.advice());
        }
    }

    private void refuse(String id, Failure why) {
        LOG.warn("job {} is not done: {}. {}", id, why.getMessage(), why.getHint());
        telling.tell(
                Record.newBuilder()
                        .setAt(Contract.of(clock.instant()))
                        .setRefusedJob(RefusedJob.newBuilder().setId(id).setFailure(why)));
        book().ended(id);
    }
}
