package io.holdfast.postgres.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.testing.Fixtures;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays what real servers of each major sent over a replication connection. */
class RecordedServerTest {
    private static final TimelineId ONE = new TimelineId(1);
    private static final TimelineId TWO = new TimelineId(2);

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aSessionBegins(int major) {
        Recording recording = Recording.of(major, "startup");

        assertInstanceOf(Authentication.Ok.class, recording.messages().getFirst());
        assertEquals(new BackendMessage.ReadyForQuery('I'), recording.messages().getLast());
        assertTrue(
                recording.all(BackendMessage.ParameterStatus.class).stream()
                        .filter(status -> status.name().equals("server_version"))
                        .anyMatch(status -> status.value().startsWith(major + ".")));
        BackendMessage.BackendKeyData key =
                recording.all(BackendMessage.BackendKeyData.class).getFirst();
        assertTrue(key.processId() > 0);
        assertEquals(4, key.secretKey().remaining());
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theSystemIsIdentified(int major) {
        ReplicationResults.SystemIdentity identity =
                ReplicationResults.systemIdentity(Recording.of(major, "identify-system").onlyRow());

        assertEquals(
                Fixtures.properties(major, "pg_control.properties")
                        .getProperty("system_identifier"),
                identity.systemIdentifier().toString());
        assertEquals(ONE, identity.timeline());
        assertFalse(identity.flushed().isZero());
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aSlotIsCreated(int major) {
        Recording recording = Recording.of(major, "create-slot");

        assertEquals(
                new ReplicationResults.CreatedSlot("holdfast_a", Optional.empty()),
                ReplicationResults.createdSlot(recording.onlyRow()));
        assertEquals(
                List.of(new BackendMessage.CommandComplete("CREATE_REPLICATION_SLOT")),
                recording.all(BackendMessage.CommandComplete.class));
    }

    @ParameterizedTest
    @DisplayName("T22: a slot that reserves WAL has a restart LSN; one that is absent is told")
    @ValueSource(ints = {15, 16, 17, 18})
    void aSlotIsRead(int major) {
        ReplicationResults.ReadSlot slot =
                ReplicationResults.readSlot(Recording.of(major, "read-slot").onlyRow())
                        .orElseThrow();

        assertEquals("physical", slot.type());
        assertEquals(Optional.of(ONE), slot.timeline());
        assertFalse(slot.restartLsn().orElseThrow().isZero());
        assertEquals(
                Optional.empty(),
                ReplicationResults.readSlot(Recording.of(major, "read-slot-absent").onlyRow()));
    }

    @ParameterizedTest
    @DisplayName("T27: the history on the wire is the history on disk")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theHistoryIsTheOneOnDisk(int major) {
        TimelineHistory history =
                ReplicationResults.timelineHistory(
                        Recording.of(major, "timeline-history").onlyRow());

        assertEquals(
                TimelineHistory.parse(TWO, Fixtures.bytes(major, "00000002.history")), history);
    }

    @ParameterizedTest
    @DisplayName("T26: a timeline that ended names the next one and where it starts")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void anEndedTimelineNamesTheNext(int major) {
        Recording recording = Recording.of(major, "end-of-timeline");
        TimelineHistory history =
                TimelineHistory.parse(TWO, Fixtures.bytes(major, "00000002.history"));

        ReplicationResults.EndOfTimeline end =
                ReplicationResults.endOfTimeline(recording.onlyRow());

        assertEquals(TWO, end.next());
        assertEquals(history.switchPointOf(ONE), Optional.of(end.switchpoint()));
        assertEquals(1, recording.all(BackendMessage.CopyBothResponse.class).size());
        assertEquals(1, recording.all(BackendMessage.CopyDone.class).size());
        assertEquals(end.switchpoint(), endOfWal(recording));
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theStreamIsContiguousAndThenIdle(int major) {
        Recording recording = Recording.of(major, "streaming");

        ReplicationMessage last =
                ReplicationMessage.decode(
                        recording.all(BackendMessage.CopyData.class).getLast().payload());

        ReplicationMessage.Keepalive idle =
                assertInstanceOf(ReplicationMessage.Keepalive.class, last);
        assertEquals(endOfWal(recording), idle.sentEnd());
        assertFalse(idle.replyRequested());
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void anErrorCarriesItsState(int major) {
        Recording recording = Recording.of(major, "error");

        ServerReport report = recording.all(BackendMessage.ErrorResponse.class).getFirst().report();

        assertEquals("58P01", report.sqlState());
        assertEquals("ERROR", report.severity());
        assertTrue(report.message().contains("0000004D.history"), report::toString);
        assertEquals(Optional.empty(), report.detail());
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void aBaseBackupIsOneCopyFrom15(int major) {
        Recording recording = Recording.of(major, "base-backup");

        List<BackupStreamMessage> stream =
                recording.all(BackendMessage.CopyData.class).stream()
                        .map(data -> BackupStreamMessage.decode(data.payload()))
                        .toList();

        assertEquals(
                new BackupStreamMessage.NewArchive("base.tar", Optional.empty()),
                stream.getFirst());
        assertTrue(stream.contains(new BackupStreamMessage.ManifestStart()));
        assertTrue(stream.stream().anyMatch(BackupStreamMessage.Progress.class::isInstance));
        assertTrue(stream.stream().anyMatch(BackupStreamMessage.Data.class::isInstance));
        assertEquals(1, recording.all(BackendMessage.CopyOutResponse.class).size());
        assertBackupBounds(major, recording);
    }

    @Test
    void aBaseBackupIsACopyForEachArchiveIn14() {
        Recording recording = Recording.of(14, "base-backup");

        assertEquals(2, recording.all(BackendMessage.CopyOutResponse.class).size());
        assertEquals(2, recording.all(BackendMessage.CopyDone.class).size());
        assertBackupBounds(14, recording);
    }

    private static void assertBackupBounds(int major, Recording recording) {
        BackupLabel label = BackupLabel.parse(Fixtures.bytes(major, "backup_label"));
        List<ResultRow> rows = recording.rows();

        ReplicationResults.BackupPosition start =
                ReplicationResults.backupPosition(rows.getFirst());
        ReplicationResults.BackupPosition end = ReplicationResults.backupPosition(rows.getLast());
        ReplicationResults.BackupTablespace main = ReplicationResults.backupTablespace(rows.get(1));

        assertEquals(3, rows.size());
        assertEquals(label.fields().startLsn(), start.lsn());
        assertEquals(label.fields().startTimeline(), start.timeline());
        assertTrue(end.lsn().isAfter(start.lsn()));
        assertEquals(Optional.empty(), main.oid());
        assertEquals(Optional.empty(), main.location());
        assertTrue(main.sizeKilobytes().orElseThrow() > 1000);
    }

    /** Checks that the WAL has no hole; the position after its last byte. */
    private static Lsn endOfWal(Recording recording) {
        Lsn end = Lsn.ZERO;
        for (BackendMessage.CopyData data : recording.all(BackendMessage.CopyData.class)) {
            ReplicationMessage message = ReplicationMessage.decode(data.payload());
            if (message instanceof ReplicationMessage.XLogData wal) {
                assertTrue(end.isZero() || end.equals(wal.start()), "no hole before " + wal);
                assertFalse(wal.sent().isBefore(PgTime.toInstant(0)));
                end = wal.end();
            }
        }
        assertFalse(end.isZero(), "there is WAL");
        return end;
    }
}
