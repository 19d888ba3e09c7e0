package io.holdfast.agent.restore.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.agent.restore.testing.SyntheticWal;
import io.holdfast.agent.restore.testing.WalArchive;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.wal.WalCoverage;
import io.holdfast.repository.wal.WalNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WalCoverageTest {
    private static final int MB = 1 << 20;
    private static final Lsn START = Lsn.parse("0/100000");
    private static final Lsn MIDDLE = Lsn.parse("0/280000");
    private static final Lsn END = Lsn.parse("0/400000");

    private final WalArchive archive = new WalArchive(new MemoryObjectStore(), 7, MB, 18);
    private EpochRecord first;
    private EpochRecord second;

    @BeforeEach
    void archiveTwoEpochs() {
        first = archive.firstEpoch(START);
        archive.putWal(first, START, wal(START, MIDDLE), MB / 4, WalArchive.NOW);
        second = archive.follow(first, 1, MIDDLE);
        archive.putWal(second, MIDDLE, wal(MIDDLE, END), MB / 4, WalArchive.NOW);
    }

    private static byte[] wal(Lsn from, Lsn to) {
        return SyntheticWal.bytes(7, MB, 1, from, (int) to.minus(from));
    }

    private Lsn reach(Lsn from, Lsn to) {
        return new WalCoverage(archive.repository(), archive.branch()).reach(from, to);
    }

    private void lose(EpochRecord epoch, String start) {
        archive.repository()
                .store()
                .delete(WalNames.piece(epoch.epoch(), epoch.timeline(), Lsn.parse(start)));
    }

    @Test
    void unbrokenWalReachesAcrossEpochs() {
        assertEquals(END, reach(START, END));
        assertEquals(Lsn.parse("0/300001"), reach(START.plus(77), Lsn.parse("0/300001")));
    }

    @Test
    void walEndsAtTheFrontier() {
        assertEquals(END, reach(START, END.plus(MB)));
    }

    @Test
    @DisplayName("E3: a piece that was lost in the middle is a hole")
    void aLostPieceIsAHole() {
        lose(first, "0/140000");

        assertEquals(Lsn.parse("0/140000"), reach(START, END));
        assertEquals(END, reach(Lsn.parse("0/180000"), END));
    }

    @Test
    void aRolledObjectStandsForItsPieces() {
        byte[] segment = wal(START, START.plus(MB));
        archive.putRolled(first, START, segment);
        lose(first, "0/100000");
        lose(first, "0/140000");
        lose(first, "0/1C0000");

        assertEquals(END, reach(START, END));
        assertEquals(END, reach(Lsn.parse("0/1FFFFF"), END));
    }

    @Test
    void aHoleIsNamed() {
        lose(second, "0/2C0000");

        var refused =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                new WalCoverage(archive.repository(), archive.branch())
                                        .require(START, END));

        assertEquals("wal-missing", refused.code());
        assertEquals(
                "repository test holds no WAL at 0/2C0000, and 0/100000 to 0/400000 is needed",
                refused.getMessage());
    }
}
