package io.holdfast.agent.restore.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.testing.FlakyStore;
import io.holdfast.agent.restore.testing.SyntheticWal;
import io.holdfast.agent.restore.testing.WalArchive;
import io.holdfast.agent.restore.wal.Histories;
import io.holdfast.agent.restore.wal.WalPlan;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.wal.WalNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeederTest {
    private static final int MB = 1 << 20;
    private static final long SYSTEM = 7_000_000_000_000_000_001L;
    private static final Lsn START = Lsn.parse("0/100000");
    private static final byte[] HISTORY =
            "1\t0/480000\tno recovery target specified\n".getBytes(StandardCharsets.UTF_8);

    /** Timeline 1 from 1 MB to 4.5 MB, then timeline 2 to 7.25 MB. */
    private static final Lsn SWITCH = Lsn.parse("0/480000");

    private static final Lsn END = Lsn.parse("0/740000");

    @TempDir private Path folder;

    private final FlakyStore store = new FlakyStore(new MemoryObjectStore());
    private final WalArchive archive = new WalArchive(store, SYSTEM, MB, 18);
    private final byte[] first =
            SyntheticWal.bytes(SYSTEM, MB, 1, START, (int) SWITCH.minus(START));
    private final byte[] second =
            SyntheticWal.bytes(SYSTEM, MB, 2, SWITCH, (int) END.minus(SWITCH));

    private FeederOptions options;
    private RestoreCommand command;
    private EpochRecord old;
    private Branch branch;

    @BeforeEach
    void archiveTwoTimelines() {
        options =
                FeederOptions.in(folder.resolve("it's 100% spool"))
                        .withStaleAfter(Duration.ofSeconds(2));
        command = new RestoreCommand(Feeder.restoreCommand(options), folder);
        old = archive.firstEpoch(START);
        archive.putWal(old, START, first, 300_000, WalArchive.NOW);
        EpochRecord young = archive.follow(old, 2, SWITCH);
        archive.putHistory(young, 2, HISTORY);
        archive.putWal(young, SWITCH, second, 300_000, WalArchive.NOW);
        branch = archive.branch();
    }

    @AfterEach
    void killWhatStillRuns() {
        command.close();
    }

    private Feeder feeder() {
        var plan =
                WalPlan.of(
                        branch,
                        new TimelineId(2),
                        END,
                        new Histories(Map.of(new TimelineId(2), HISTORY)));
        return Feeder.open(options, plan, START, archive.repository(), branch, System::nanoTime);
    }

    @Test
    @DisplayName("E12: every name is answered, any number of times")
    void servesWhatPostgresAsksFor() throws Exception {
        try (var _ = feeder()) {
            assertServed("000000010000000000000001", slice(0, MB));
            assertServed("000000010000000000000002", slice(MB, MB));
            assertServed("000000010000000000000001", slice(0, MB));
            assertServed("00000002.history", HISTORY);
            assertServed("00000002.history", HISTORY);
        }
    }

    @Test
    @DisplayName("E4: what a damaged rolled object should hold is served from its pieces, and said")
    void servesPiecesInThePlaceOfADamagedRolledObject() throws Exception {
        String rolled = archive.putRolled(old, START.plus(MB), slice(MB, MB));
        byte[] damaged = archive.repository().store().get(rolled).orElseThrow();
        damaged[damaged.length / 2] ^= 1;
        archive.repository().store().delete(rolled);
        archive.repository().store().putIfAbsent(rolled, damaged, damaged.length);

        try (var feeder = feeder()) {
            assertServed("000000010000000000000002", slice(MB, MB));

            Eventually.until("the damage is told", () -> !feeder.status().damage().isEmpty());
            String told = feeder.status().damage().getFirst().toString();
            assertTrue(told.contains(rolled), told);
            assertTrue(feeder.status().failure().isEmpty());
        }
    }

    @Test
    @DisplayName("E11: zeros after the switch on the parent, both timelines' bytes on the child")
    void servesBothSidesOfASwitch() throws Exception {
        byte[] parent = new byte[MB];
        System.arraycopy(first, 3 * MB, parent, 0, MB / 2);
        byte[] child = parent.clone();
        System.arraycopy(second, 0, child, MB / 2, MB / 2);

        try (var _ = feeder()) {
            assertServed("000000010000000000000004", parent);
            assertServed("000000020000000000000004", child);
        }
    }

    @Test
    @DisplayName("E5, T11: the last segment is padded with zeros to the segment's size")
    void padsTheLastSegment() throws Exception {
        byte[] last = new byte[MB];
        int from = (int) Lsn.parse("0/700000").minus(SWITCH);
        System.arraycopy(second, from, last, 0, second.length - from);

        try (var _ = feeder()) {
            assertServed("000000020000000000000007", last);
        }
    }

    @Test
    @DisplayName("E10, T1: exit 1 only for what the plan calls absent")
    void onlyTheAbsentExitsWithOne() throws Exception {
        try (var _ = feeder()) {
            assertEquals(1, exit("000000020000000000000008"));
            assertEquals(1, exit("00000001.history"));
            assertEquals(1, exit("00000003.history"));
            assertEquals(126, exit("000000020000000000001000"));
            assertEquals(126, exit("a/../b"));
        }
    }

    @Test
    @DisplayName("E10: a repository that cannot be reached makes PostgreSQL wait, not promote")
    void waitsWhileTheRepositoryIsUnreachable() throws Exception {
        store.reachable(false);
        try (var feeder = feeder()) {
            Path to = folder.resolve("RECOVERYXLOG");
            var waiting = command.start("000000010000000000000001", to);
            int before = store.refusals();
            Eventually.until("more tries", () -> store.refusals() > before + 5);
            assertTrue(waiting.isAlive());
            assertEquals("repository-unreachable", feeder.status().trouble().orElseThrow().code());

            store.reachable(true);

            assertEquals(0, command.finish(waiting, to).exit());
            assertArrayEquals(slice(0, MB), Files.readAllBytes(to));
            Eventually.until("no trouble left", () -> feeder.status().trouble().isEmpty());
        }
    }

    @Test
    @DisplayName("E10, T1: a feeder that died stops PostgreSQL with 126, after its silence")
    void aSilentFeederStopsTheRecovery() throws Exception {
        feeder().close();

        var outcome = command.run("000000010000000000000001", folder.resolve("x"));

        assertEquals(126, outcome.exit());
        assertTrue(outcome.said().contains("silent"), outcome.said());
    }

    @Test
    @DisplayName("E10: a spool that is gone stops PostgreSQL")
    void aMissingScriptStopsTheRecovery() throws Exception {
        var outcome = command.run("000000010000000000000001", folder.resolve("x"));

        assertEquals(127, outcome.exit());
    }

    @Test
    @DisplayName(
            "E3: a piece that is missing in the middle stops PostgreSQL, it never ends recovery")
    void aMissingPieceStopsTheRecovery() throws Exception {
        Lsn piece = Lsn.parse("0/200000");
        archive.repository()
                .store()
                .delete(WalNames.piece(new EpochId(1, 0), old.timeline(), piece));
        try (var feeder = feeder()) {
            assertServed("000000010000000000000001", slice(0, MB));

            var outcome = command.run("000000010000000000000002", folder.resolve("x"));

            assertEquals(126, outcome.exit());
            assertTrue(outcome.said().contains("holds no WAL at 0/200000"), outcome.said());
            assertEquals("wal-missing", feeder.status().failure().orElseThrow().code());
        }
    }

    @Test
    @DisplayName("E4: a flipped bit stops PostgreSQL")
    void aDamagedPieceStopsTheRecovery() throws Exception {
        String name = WalNames.piece(new EpochId(1, 0), old.timeline(), Lsn.parse("0/200000"));
        var objects = archive.repository().store();
        byte[] bytes = objects.get(name).orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        objects.delete(name);
        objects.putIfAbsent(name, bytes, bytes.length);
        try (var _ = feeder()) {
            assertEquals(126, exit("000000010000000000000002"));
        }
    }

    @Test
    @DisplayName("E6: a segment of another cluster under the right name stops PostgreSQL")
    void aForeignSegmentStopsTheRecovery() throws Exception {
        var objects = archive.repository().store();
        for (long offset = MB; offset < 2 * MB; offset += 300_000) {
            objects.delete(WalNames.piece(new EpochId(1, 0), old.timeline(), START.plus(offset)));
        }
        Lsn start = START.plus(MB);
        byte[] foreign = SyntheticWal.bytes(SYSTEM + 1, MB, 1, start, MB);
        archive.putWal(old, start, foreign, 300_000, WalArchive.NOW);
        try (var _ = feeder()) {
            var outcome = command.run("000000010000000000000002", folder.resolve("x"));

            assertEquals(126, outcome.exit());
            assertTrue(outcome.said().contains("system identifier"), outcome.said());
        }
    }

    @Test
    @DisplayName("T9: several may ask for one name at once, and each gets all of it")
    void servesConcurrentAsks() throws Exception {
        try (var _ = feeder()) {
            List<Process> asking = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asking.add(command.start("000000010000000000000003", folder.resolve("to-" + i)));
            }
            for (int i = 0; i < 4; i++) {
                Path to = folder.resolve("to-" + i);
                assertEquals(0, command.finish(asking.get(i), to).exit());
                assertArrayEquals(slice(2 * MB, MB), Files.readAllBytes(to));
            }
        }
    }

    @Test
    void keepsTheSpoolSmallAndServesAgainWhatItDropped() throws Exception {
        options = options.withKeptBytes(0);
        try (var _ = feeder()) {
            for (int number = 1; number < 4; number++) {
                assertServed("00000001000000000000000" + number, slice((number - 1) * MB, MB));
            }
            for (int number = 4; number < 8; number++) {
                assertEquals(0, exit("00000002000000000000000" + number));
            }
            Path dropped = options.spool().resolve("answers/000000010000000000000001.ready");
            Eventually.until("the first segment is dropped", () -> !Files.exists(dropped));

            assertServed("000000010000000000000001", slice(0, MB));
        }
    }

    @Test
    @DisplayName("T8: what an earlier restore left in the spool is never served")
    void startsWithAnEmptySpool() throws Exception {
        feeder().close();
        Path stale = options.spool().resolve("answers/000000010000000000000001.ready");
        Files.writeString(stale, "stale");

        try (var _ = feeder()) {
            assertServed("000000010000000000000001", slice(0, MB));
        }

        assertFalse(Files.exists(stale), "plain WAL is left behind");
    }

    private void assertServed(String name, byte[] expected)
            throws IOException, InterruptedException {
        Path to = folder.resolve("RECOVERYXLOG");
        var outcome = command.run(name, to);

        assertEquals(0, outcome.exit(), outcome.said());
        assertArrayEquals(expected, Files.readAllBytes(to), name);
    }

    private int exit(String name) throws IOException, InterruptedException {
        return command.run(name, folder.resolve("RECOVERYXLOG")).exit();
    }

    private byte[] slice(int offset, int length) {
        return Arrays.copyOfRange(first, offset, offset + length);
    }
}
