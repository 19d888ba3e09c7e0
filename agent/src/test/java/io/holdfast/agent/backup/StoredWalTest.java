package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.backup.WalFrontiers.CapturedWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.wal.WalScene;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StoredWalTest {
    private final ClusterRepository repository = Clusters.in(new MemoryObjectStore(), "r", 1);

    @Test
    @DisplayName("damage in an old epoch keeps no new backup from being complete")
    void whatLiesBehindOldDamageIsWaitedFor() throws Exception {
        EpochRecord one = WalScene.epoch(1, 1_000, null);
        EpochRecord two = WalScene.epoch(2, 1_100, WalScene.parent(1, 1_100));
        WalScene.put(repository, one);
        WalScene.put(repository, two);
        WalScene.piece(repository, one, 1_000, 1_100);
        WalScene.piece(repository, two, 1_100, 1_200);
        WalScene.damage(repository, one, 1_000);

        CapturedWal wal =
                new StoredWal(System::nanoTime, Duration.ofMillis(1))
                        .await(repository, new Lsn(1_200), Duration.ZERO)
                        .orElseThrow();

        assertEquals(two.epoch(), wal.epoch());
        assertEquals(new Lsn(1_100), wal.unbrokenFrom());
        assertEquals(new Lsn(1_200), wal.frontier());
    }
}
