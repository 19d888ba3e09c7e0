package io.holdfast.repository.expire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.expire.WalGarbage.Item;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.CountingStore;
import io.holdfast.repository.wal.Span;
import io.holdfast.repository.wal.WalNames;
import io.holdfast.repository.wal.WalScene;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names without content: this is about which of them go, and how they are listed. */
class LongEpochExpireTest {
    private static final int PIECES = 60_000;
    private static final long PIECE = 100;
    private static final long ROLLED = 64 * PIECE;
    private static final EpochRecord EPOCH = WalScene.epoch(1, 0, null);

    private final CountingStore store = new CountingStore(new MemoryObjectStore());
    private final ClusterRepository repository = Clusters.in(store, "r", 1);
    private final EpochFolder folder = new EpochFolder(repository, EPOCH);

    private static Lsn at(long piece) {
        return new Lsn(piece * PIECE);
    }

    private void put() {
        for (int piece = 0; piece < PIECES; piece++) {
            name(folder.name(at(piece)));
        }
        for (long start = 0; start + ROLLED <= PIECES * PIECE; start += ROLLED) {
            name(folder.name(new Span(new Lsn(start), new Lsn(start + ROLLED))));
        }
        name(WalNames.folder(EPOCH.epoch(), WalScene.ONE) + "rolled/later");
    }

    private void name(String name) {
        repository.store().putIfAbsent(name, new byte[3], 3);
    }

    private static KeptWal keepsFrom(Lsn from) {
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
        epochs.put(EPOCH.epoch(), EPOCH);
        KeptWal kept = new KeptWal(epochs);
        kept.keepContinuously(new BackupWal(EPOCH.epoch(), WalScene.ONE, from, from, from.plus(1)));
        return kept;
    }

    @Test
    void ofAnEpochOfManyNamesThoseGoThatNobodyNeeds() {
        put();
        Lsn from = new Lsn(2L << 20);
        WalGarbage garbage = new WalGarbage(folder, keepsFrom(from));
        List<Item> items = new ArrayList<>();
        store.takeLists();

        boolean areAll = garbage.each(items::add);

        long rolled = PIECES / 64;
        long neededRolled =
                (PIECES * PIECE / ROLLED * ROLLED - from.value() / ROLLED * ROLLED) / ROLLED;
        assertTrue(areAll);
        // all pieces lie in a rolled object or before what is kept, but for the last
        assertEquals(PIECES - 32, items.stream().filter(LongEpochExpireTest::isPiece).count());
        assertEquals(rolled - neededRolled, items.stream().filter(i -> !isPiece(i)).count());
        assertEquals(3L * (PIECES + rolled), garbage.listedBytes());
        long covered = items.stream().map(Item::coveredBy).filter(Objects::nonNull).count();
        assertTrue(covered > 0 && covered < PIECES, () -> covered + " covered");
        int lists = store.takeLists();
        assertTrue(lists <= PIECES / 1_000 + 10, () -> lists + " listings");
    }

    private static boolean isPiece(Item item) {
        return !item.name().contains("/rolled/");
    }
}
