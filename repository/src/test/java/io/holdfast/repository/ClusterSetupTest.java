package io.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.DelegatingStore;
import io.holdfast.repository.testing.DyingStore;
import io.holdfast.repository.testing.HidingStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClusterSetupTest {
    private static final MasterKey MASTER = MasterKey.generate(new SplittableRandom(1));

    private final List<MemoryObjectStore> stores =
            List.of(new MemoryObjectStore(), new MemoryObjectStore(), new MemoryObjectStore());
    private long seed;

    private List<Repository> open(List<? extends ObjectStore> stores) {
        List<Repository> repositories = new ArrayList<>();
        for (ObjectStore store : stores) {
            repositories.add(
                    Repository.create(
                            "r" + repositories.size(),
                            store,
                            new SplittableRandom(100 + seed++),
                            Clusters.NOW));
        }
        return repositories;
    }

    /** What a process of its own does. */
    private List<ClusterRepository> init(List<? extends ObjectStore> stores) {
        return new ClusterSetup(
                        Clusters.ID, MASTER, new SplittableRandom(200 + seed++), Clusters.NOW)
                .apply(open(stores));
    }

    private static Set<String> keyIds(List<ClusterRepository> clusters) {
        Set<String> ids = new HashSet<>();
        for (ClusterRepository cluster : clusters) {
            ids.add(cluster.keys().current().id());
        }
        return ids;
    }

    private static void assertObjectsCanBeCopied(List<ClusterRepository> clusters) {
        byte[] plain = "history".getBytes(StandardCharsets.UTF_8);
        clusters.getFirst().put(ContainerKind.HISTORY, "x", plain);
        byte[] raw = clusters.getFirst().store().get("x").orElseThrow();
        for (ClusterRepository cluster : clusters) {
            cluster.store().putIfAbsent("x", raw, raw.length);
            assertEquals(
                    "history",
                    new String(
                            cluster.get("x", EnumSet.of(ContainerKind.HISTORY))
                                    .orElseThrow()
                                    .plain(),
                            StandardCharsets.UTF_8));
        }
    }

    @Test
    void allRepositoriesShareOneDataKey() {
        List<ClusterRepository> clusters = init(stores);

        assertEquals(1, keyIds(clusters).size());
        assertObjectsCanBeCopied(clusters);
    }

    @Test
    void runningItAgainChangesNothing() {
        Set<String> before = keyIds(init(stores));
        int objects = count();

        assertEquals(before, keyIds(init(stores)));
        assertEquals(objects, count());
    }

    private int count() {
        int count = 0;
        for (MemoryObjectStore store : stores) {
            for (var object : new Listing(store, "", "")) {
                assertTrue(object.sizeBytes() > 0);
                count++;
            }
        }
        return count;
    }

    @Test
    void aRepositoryThatIsAddedLaterGetsTheKeyOfTheOthers() {
        Set<String> before = keyIds(init(stores.subList(0, 2)));

        // wherever the new one stands in the order of ids
        List<ClusterRepository> clusters = init(stores);

        assertEquals(before, keyIds(clusters));
        assertObjectsCanBeCopied(clusters);
    }

    @Test
    void repositoriesWithDifferentDataKeysAreRefused() {
        init(stores.subList(0, 1));
        init(stores.subList(1, 2));

        HoldfastException e = assertThrows(HoldfastException.class, () -> init(stores));

        assertEquals(ErrorCategory.KEY, e.category());
        assertEquals("data-keys-differ", e.code());
        assertTrue(e.toString().contains("r0") && e.toString().contains("r1"), e::toString);
    }

    @Test
    void aCrashAfterAnyPutIsRepairedByRunningItAgain() {
        int puts = 0;
        boolean died = true;
        while (died) {
            puts++;
            List<MemoryObjectStore> fresh =
                    List.of(new MemoryObjectStore(), new MemoryObjectStore());
            died = diesAfter(puts, fresh);

            List<ClusterRepository> clusters = init(fresh);

            assertEquals(1, keyIds(clusters).size());
            assertObjectsCanBeCopied(clusters);
        }
        // two repositories, each with holdfast.json, a wrap and cluster.json
        assertEquals(7, puts);
    }

    private boolean diesAfter(int puts, List<MemoryObjectStore> fresh) {
        AtomicInteger life = new AtomicInteger(puts);
        List<DyingStore> dying = fresh.stream().map(s -> new DyingStore(s, life)).toList();
        try {
            init(dying);
            return false;
        } catch (DyingStore.Died e) {
            assertInstanceOf(RuntimeException.class, e);
            return true;
        }
    }

    @Test
    @DisplayName("T77: two processes that create a cluster at once agree on its data key")
    void processesThatRaceAgreeOnTheKey() {
        for (int puts = 3; puts <= 6; puts++) {
            List<MemoryObjectStore> fresh =
                    List.of(new MemoryObjectStore(), new MemoryObjectStore());
            List<ClusterRepository> second = new ArrayList<>();
            AtomicInteger life = new AtomicInteger(puts);
            List<ObjectStore> interrupted = new ArrayList<>();
            for (MemoryObjectStore store : fresh) {
                interrupted.add(new RacedStore(store, life, () -> second.addAll(init(fresh))));
            }

            List<ClusterRepository> first = init(interrupted);

            second.addAll(first);
            assertEquals(4, second.size());
            assertEquals(1, keyIds(second).size());
            assertObjectsCanBeCopied(first);
        }
    }

    /** Lets another process run from beginning to end before a put. */
    private static final class RacedStore extends DelegatingStore {
        private final AtomicInteger putsUntil;
        private final Runnable other;

        RacedStore(ObjectStore store, AtomicInteger putsUntil, Runnable other) {
            super(store);
            this.putsUntil = putsUntil;
            this.other = other;
        }

        @Override
        public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
            if (putsUntil.decrementAndGet() == 0) {
                other.run();
            }
            return super.putIfAbsent(name, bytes, length);
        }
    }

    @Test
    void aListingThatShowsNothingYetIsNoObstacle() {
        Set<String> before = keyIds(init(stores));

        List<HidingStore> hiding =
                stores.stream().map(s -> new HidingStore(s, name -> true)).toList();

        assertEquals(before, keyIds(init(hiding)));
    }

    @Test
    void anotherMasterKeyIsRefusedAndBothAreNamed() {
        init(stores);
        MasterKey other = MasterKey.generate(new SplittableRandom(2));
        ClusterSetup setup =
                new ClusterSetup(Clusters.ID, other, new SplittableRandom(3), Clusters.NOW);

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> setup.apply(open(stores)));

        assertEquals("master-key-wrong", e.code());
        assertTrue(e.toString().contains(MASTER.fingerprint()), e::toString);
        assertTrue(e.toString().contains(other.fingerprint()), e::toString);
    }

    @Test
    void aKeyThatWasLostInOneRepositoryComesBackFromAnother() {
        Set<String> before = keyIds(init(stores));
        for (var object : new Listing(stores.get(0), "clusters/orders/keys/", "")) {
            stores.get(0).delete(object.name());
        }

        assertEquals(before, keyIds(init(stores)));
    }

    @Test
    void aKeyThatIsLostInTheOnlyRepositoryIsNotReplaced() {
        init(stores.subList(0, 1));
        for (var object : new Listing(stores.get(0), "clusters/orders/keys/", "")) {
            stores.get(0).delete(object.name());
        }

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> init(stores.subList(0, 1)));

        assertEquals("data-key-missing", e.code());
    }
}
