package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.wal.WalScene;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupWalTest {
    private static final TimelineId TWO = new TimelineId(2);

    private final NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();

    private void next(int number, TimelineId timeline, long start, Reason reason) {
        EpochRecord.Parent parent = null;
        if (!epochs.isEmpty()) {
            EpochRecord last = epochs.lastEntry().getValue();
            parent = new EpochRecord.Parent(last.epoch(), last.timeline(), new Lsn(start));
        }
        EpochRecord epoch = WalScene.epoch(number, timeline, start, parent, reason);
        epochs.put(epoch.epoch(), epoch);
    }

    @ParameterizedTest(name = "left for {0} on timeline {1}: from {2} to {3} lies on it: {4}")
    @DisplayName("T4: a backup lies on a branch by its history, however many sessions it lasts")
    @CsvSource({
        // made before, while, and wholly after the next session began
        "CONTINUE, 1, 120, 180, true",
        "CONTINUE, 1, 120, 280, true",
        "CONTINUE, 1, 220, 280, true",
        "GAP, 1, 120, 180, true",
        // the server of the old timeline went on behind the switch
        "FOLLOW, 2, 120, 200, true",
        "FOLLOW, 2, 120, 201, false",
        "FOLLOW, 2, 220, 280, false",
        // a person decided for another instance
        "ADOPT, 1, 120, 200, true",
        "ADOPT, 1, 120, 201, false",
        "ADOPT, 1, 220, 280, false",
        "ADOPT, 2, 120, 200, true",
        "ADOPT, 2, 120, 280, false",
    })
    void liesOn(Reason reason, int timeline, long start, long stop, boolean expected) {
        next(1, WalScene.ONE, 100, Reason.FIRST);
        next(2, new TimelineId(timeline), 200, reason);
        next(3, new TimelineId(timeline), 300, Reason.CONTINUE);
        BackupWal wal = wal(1, WalScene.ONE, start, stop);

        assertEquals(expected, wal.liesOn(Branch.to(epochs, WalScene.id(3))));
        assertEquals(true, wal.liesOn(Branch.to(epochs, WalScene.id(1))), "on its own epoch's");
    }

    @ParameterizedTest
    @CsvSource({"2, 220, 280, true", "3, 310, 320, true", "4, 220, 280, false"})
    void aBackupOfALaterEpochLiesOnABranchThatLeadsThroughIt(
            int epoch, long start, long stop, boolean expected) {
        next(1, WalScene.ONE, 100, Reason.FIRST);
        next(2, TWO, 200, Reason.ADOPT);
        next(3, TWO, 300, Reason.CONTINUE);

        BackupWal wal = wal(epoch, TWO, start, stop);

        assertEquals(expected, wal.liesOn(Branch.to(epochs, WalScene.id(3))));
    }

    private static BackupWal wal(int epoch, TimelineId timeline, long start, long stop) {
        return new BackupWal(
                WalScene.id(epoch), timeline, new Lsn(start), new Lsn(start), new Lsn(stop));
    }
}
