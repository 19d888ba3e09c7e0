package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Damage;
import io.holdfast.repository.wal.WalNames;
import io.holdfast.repository.wal.WalWindow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LostSlotTest {
    private final MemoryObjectStore first = new MemoryObjectStore();
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", first);
        repositories.add("two", new MemoryObjectStore());
        server =
                EmbeddedPostgres.builder(18)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("min_wal_size", "2MB")
                        .setting("max_wal_size", "4MB")
                        .start();
        server.execute("create table t (filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Lsn captureSome() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            server.execute("insert into t select md5(i::text) from generate_series(1, 500) i");
            return capturing.awaitAcknowledged();
        }
    }

    private Path segmentAt(Lsn lsn) {
        String name = server.queryString("select pg_walfile_name('" + lsn.plus(1) + "')");
        return server.dataDirectory().resolve("pg_wal").resolve(name);
    }

    private void writeUntilGone(Path segment) {
        Eventually.until(
                "the server to remove " + segment,
                () -> {
                    server.execute(
                            "insert into t select md5(i::text) from generate_series(1, 500) i",
                            "select pg_switch_wal()",
                            "checkpoint");
                    return !Files.exists(segment);
                });
    }

    private void assertGapIsRecorded(Lsn before) {
        try (Capturing capturing = new Capturing(server, repositories)) {
            CaptureEvent.GapFound gap = capturing.awaitEvent(CaptureEvent.GapFound.class);
            server.execute("insert into t select 'after the gap'");
            Lsn written = capturing.awaitAcknowledged();

            for (int each = 0; each < 2; each++) {
                EpochRecord epoch = HeldWal.branch(repositories.open(each)).newest().epoch();
                assertEquals(EpochRecord.Reason.GAP, epoch.reason());
                assertEquals(gap.end(), epoch.start());
                assertTrue(!gap.start().isBefore(before), () -> gap + " begins before " + before);
                WalWindow window = HeldWal.assertSame(server, repositories.open(each), written);
                assertEquals(gap.end(), window.start());
            }
        }
    }

    @Test
    @DisplayName("E1, T24: WAL that the server removed without a slot becomes a recorded gap")
    void droppedSlotLeavesARecordedGap() {
        Lsn acknowledged = captureSome();
        server.queryString("select pg_drop_replication_slot('holdfast')");
        writeUntilGone(segmentAt(acknowledged));

        assertGapIsRecorded(acknowledged);
    }

    @Test
    @DisplayName("E1, T25: a slot that lost its WAL leaves a recorded gap and is replaced")
    void lostSlotLeavesARecordedGap() {
        Lsn acknowledged = captureSome();
        server.execute("alter system set max_slot_wal_keep_size = '1MB'");
        server.queryString("select pg_reload_conf()");
        writeUntilGone(segmentAt(acknowledged));

        assertGapIsRecorded(acknowledged);
    }

    @Test
    @DisplayName("T24: a frontier at a segment's very end needs none of the segment before")
    void continuesAtABoundaryWhoseSegmentIsGone() {
        Lsn boundary;
        try (Capturing capturing = new Capturing(server, repositories)) {
            server.execute("insert into t select 'x'");
            server.queryString("select pg_switch_wal()");
            boundary = capturing.awaitAcknowledged();
        }
        Path before = segmentAt(boundary.plus(-2));
        writeUntilGone(before);

        try (Capturing capturing = new Capturing(server, repositories)) {
            Lsn written = capturing.awaitAcknowledged();

            EpochRecord epoch = HeldWal.branch(repositories.open(0)).newest().epoch();
            assertEquals(EpochRecord.Reason.CONTINUE, epoch.reason());
            HeldWal.assertSame(server, repositories.open(0), written);
        }
    }

    @Test
    @DisplayName("T24: where that segment is damaged everywhere a person's decision is enough")
    void continuesAtABoundaryWhoseSegmentIsDamagedOnceTheInstanceIsAdopted() {
        Lsn boundary;
        try (Capturing capturing = new Capturing(server, repositories)) {
            server.execute("insert into t select 'x'");
            server.queryString("select pg_switch_wal()");
            boundary = capturing.awaitAcknowledged();
        }
        writeUntilGone(segmentAt(boundary.plus(-2)));
        for (int each = 0; each < 2; each++) {
            damageBefore(repositories.open(each), boundary);
        }

        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitFailure("wal-damaged");
            AdoptionTest.adopt(capturing, server, "db1", repositories);
            Lsn written = capturing.awaitAcknowledged();

            for (int each = 0; each < 2; each++) {
                WalWindow window = HeldWal.window(repositories.open(each));
                assertTrue(!window.end().isBefore(written), window::toString);
            }
        }
        captureSome();
    }

    /** The piece before the seal that stands at the position. */
    private static void damageBefore(ClusterRepository repository, Lsn end) {
        ObjectStore store = repository.store();
        String last = "";
        for (ObjectInfo object : new Listing(store, "wal/", "")) {
            if (object.name().compareTo(last) > 0 && !object.name().endsWith(end.fixed())) {
                last = object.name();
            }
        }
        Damage.flip(store, last, store.get(last).orElseThrow().length - 40);
    }

    @Test
    @DisplayName("T24: a server that lacks the frontier's own segment goes on behind it")
    void goesOnAtTheEndOfASegmentThatIsGone() throws Exception {
        Lsn acknowledged = captureSome();
        Path segment = segmentAt(acknowledged);
        server.execute("insert into t select 'in the same segment'");
        server.queryString("select pg_switch_wal()");
        server.execute("insert into t select 'in the next one'");
        Files.delete(segment);

        try (Capturing capturing = new Capturing(server, repositories)) {
            CaptureEvent.GapFound gap = capturing.awaitEvent(CaptureEvent.GapFound.class);

            assertEquals(new WalSegmentSize(1 << 20).endOf(acknowledged), gap.end());
            assertTrue(!gap.start().isBefore(acknowledged), gap::toString);
            Lsn written = capturing.awaitAcknowledged();
            HeldWal.assertSame(server, repositories.open(0), written);
        }
    }

    private static void loseGaps(ClusterRepository repository) {
        List<ObjectInfo> gaps = new ArrayList<>();
        new Listing(repository.store(), "gaps/", "").forEach(gaps::add);
        assertTrue(!gaps.isEmpty());
        gaps.forEach(gap -> repository.store().delete(gap.name()));
    }

    @Test
    @DisplayName("T24: a gap that was taken and not recorded is recorded and announced later")
    void aGapThatWasNotRecordedIsFoundAgain() {
        Lsn acknowledged = captureSome();
        server.queryString("select pg_drop_replication_slot('holdfast')");
        writeUntilGone(segmentAt(acknowledged));
        CaptureEvent.GapFound taken;
        try (Capturing capturing = new Capturing(server, repositories)) {
            taken = capturing.awaitEvent(CaptureEvent.GapFound.class);
        }
        for (int each = 0; each < 2; each++) {
            loseGaps(repositories.open(each));
        }

        try (Capturing capturing = new Capturing(server, repositories)) {
            CaptureEvent.GapFound gap = capturing.awaitEvent(CaptureEvent.GapFound.class);
            server.execute("insert into t select 'after the gap'");
            Lsn written = capturing.awaitAcknowledged();

            assertEquals(taken.start(), gap.start());
            assertEquals(taken.end(), gap.end());
            for (int each = 0; each < 2; each++) {
                Branch branch = HeldWal.branch(repositories.open(each));
                EpochRecord epoch =
                        branch.stretches().stream()
                                .map(Stretch::epoch)
                                .filter(e -> e.reason() == EpochRecord.Reason.GAP)
                                .findFirst()
                                .orElseThrow();
                String name = WalNames.gap(epoch.epoch(), gap.start(), gap.end());
                assertTrue(repositories.open(each).store().size(name).isPresent(), name);
                HeldWal.assertSame(server, repositories.open(each), written);
            }
        }
    }

    @Test
    void aGapSaysWhichRepositoryMayHoldWhatIsLost() {
        Lsn acknowledged = captureSome();
        server.queryString("select pg_drop_replication_slot('holdfast')");
        writeUntilGone(segmentAt(acknowledged));
        String other = repositories.open(1).repositoryId().toString();
        Repositories fewer = repositories.over(first);

        try (Capturing capturing = new Capturing(server, fewer)) {
            CaptureEvent.GapFound gap = capturing.awaitEvent(CaptureEvent.GapFound.class);

            assertTrue(gap.reason().contains(other), gap::reason);
        }
    }
}
