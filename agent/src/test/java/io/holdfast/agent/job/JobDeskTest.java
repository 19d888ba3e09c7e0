package io.holdfast.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.contract.Contract;
import io.holdfast.proto.v1.BackupJob;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.GivenJob;
import io.holdfast.proto.v1.Record;
import io.holdfast.repository.backup.BackupId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDeskTest {
    private static final Optional<String> HERE = Optional.of("7");

    @TempDir private Path folder;
    private final List<Record> told = new ArrayList<>();
    private final List<AcceptedJob> lane = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private RunJournal journal;
    private JobDesk desk;

    @BeforeEach
    void start() {
        Telling telling =
                record -> {
                    told.add(record.build());
                    return true;
                };
        journal = new RunJournal(folder, telling, () -> now);
        desk = new JobDesk(folder, telling, journal, () -> now, lane::add);
        desk.settle();
    }

    private GivenJob job(String id) {
        return GivenJob.newBuilder()
                .setId(id)
                .setSystemIdentifier("7")
                .setCreatedAt(Contract.of(now))
                .setExpiresAt(Contract.of(now.plusSeconds(60)))
                .setBackup(BackupJob.getDefaultInstance())
                .build();
    }

    private List<String> refusals() {
        return told.stream()
                .filter(Record::hasRefusedJob)
                .map(
                        r ->
                                r.getRefusedJob().getId()
                                        + " "
                                        + r.getRefusedJob().getFailure().getCode())
                .toList();
    }

    @Test
    @DisplayName("T90: a job that is given again is done once")
    void aJobThatIsGivenAgainIsDoneOnceAlsoAfterARestart() {
        GivenJob job = job("a");
        desk.take(job, Duration.ZERO, HERE);
        desk.take(job, Duration.ZERO, HERE);
        assertTrue(desk.mayBegin(lane.getFirst()));
        desk.ended(lane.getFirst());
        start();
        desk.take(job, Duration.ZERO, HERE);

        assertEquals(1, lane.size());
        assertEquals(List.of(), told);
    }

    @Test
    @DisplayName("T90: a job that has expired is not begun")
    void aJobThatHasExpiredIsNotBegun() {
        GivenJob job = job("a");
        now = now.plusSeconds(60);
        desk.take(job, Duration.ZERO, HERE);
        GivenJob waits = job("b");
        desk.take(waits, Duration.ZERO, HERE);
        now = now.plusSeconds(60);

        assertFalse(desk.mayBegin(lane.getFirst()));
        assertEquals(List.of("a job-expired", "b job-expired"), refusals());
    }

    /** This machine's clock is an hour behind that of the control plane. */
    @Test
    void aClockThatIsWrongNeitherExpiresNorKeepsAJob() {
        Duration ahead = Duration.ofHours(1);
        GivenJob fresh =
                job("a").toBuilder()
                        .setExpiresAt(Contract.of(now.plus(ahead).plusSeconds(5)))
                        .build();
        GivenJob old =
                job("b").toBuilder()
                        .setExpiresAt(Contract.of(now.plus(ahead).minusSeconds(5)))
                        .build();
        desk.take(fresh, ahead, HERE);
        desk.take(old, ahead, HERE);

        assertEquals("a", lane.getFirst().id());
        assertEquals(List.of("b job-expired"), refusals());
    }

    @Test
    @DisplayName("T90: an identity is not enough, the database must be the one that was meant")
    void aJobForAnotherDatabaseIsRefused() {
        desk.take(job("a"), Duration.ZERO, Optional.of("8"));
        desk.take(job("b"), Duration.ZERO, Optional.empty());
        desk.take(job("c").toBuilder().clearBackup().build(), Duration.ZERO, HERE);

        assertEquals(List.of("a job-foreign", "b job-database-away", "c job-unknown"), refusals());
        assertEquals(List.of(), lane);
    }

    @Test
    void whatTheProcessBeforeDidNotEndIsTold() {
        desk.take(job("begun"), Duration.ZERO, HERE);
        desk.take(job("waits"), Duration.ZERO, HERE);
        journal.begun(
                BackupRecord.asked(new BackupId("20260102T030405Z-4f1c09ab"), lane.getFirst()));
        told.clear();
        start();

        assertEquals(
                BackupOutcome.BACKUP_OUTCOME_INTERRUPTED,
                told.getFirst().getBackupRun().getOutcome());
        assertEquals("begun", told.getFirst().getBackupRun().getJobId());
        assertEquals(List.of("waits job-interrupted"), refusals());
        told.clear();
        start();
        assertEquals(List.of(), told);
    }

    @Test
    void whatCannotBeKeptIsNotTaken() throws Exception {
        Files.writeString(folder.resolve("jobs"), "not a job\n");
        start();
        desk.take(job("a"), Duration.ZERO, HERE);

        assertEquals(List.of(), lane);
        assertEquals(List.of(), told);
    }
}
