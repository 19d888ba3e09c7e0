package io.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepositoryTest {
    private final MemoryObjectStore store = new MemoryObjectStore();

    private void put(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        store.putIfAbsent(name, bytes, bytes.length);
    }

    private HoldfastException refused() {
        return assertThrows(
                HoldfastException.class,
                () -> Repository.open("r", store, new SplittableRandom(1)));
    }

    @Test
    void whereThereIsNoneNothingIsOpened() {
        assertEquals("repository-not-initialised", refused().code());
    }

    @Test
    void aNewerFormatIsRefusedWhateverElseItSays() {
        put("holdfast.json", "{\"format\":2,\"somethingNew\":true}");

        assertEquals("repository-format-too-new", refused().code());
    }

    @Test
    void aMalformedInfoIsRefused() {
        put("holdfast.json", "{\"format\":1}");

        assertEquals(ErrorCategory.INTEGRITY, refused().category());
    }

    @Test
    void creatingAgainKeepsTheRepositoryId() {
        SplittableRandom random = new SplittableRandom(1);
        Repository first = Repository.create("r", store, random, Clusters.NOW);

        Repository again = Repository.create("r", store, random, Clusters.NOW.plusSeconds(9));

        assertEquals(first.info(), again.info());
    }

    @Test
    void clustersAreListedWhereOneIdBeginsLikeAnother() {
        Repository repository =
                Repository.create("r", store, new SplittableRandom(1), Clusters.NOW);
        List<String> ids = List.of("a", "a-b", "a0", "ab", "b", "b-c");
        for (String id : ids) {
            put("clusters/" + id + "/cluster.json", "{}");
            put("clusters/" + id + "/epochs/00000001", "{}");
        }

        assertEquals(ids, repository.clusterIds().stream().toList());
    }

    @Test
    void aClusterThatIsNotHereIsNotFound() {
        Repository repository =
                Repository.create("r", store, new SplittableRandom(1), Clusters.NOW);
        MasterKey master = MasterKey.generate(new SplittableRandom(1));

        HoldfastException e =
                assertThrows(
                        HoldfastException.class, () -> repository.openCluster(Clusters.ID, master));

        assertEquals("cluster-not-found", e.code());
    }

    @Test
    @DisplayName("T69: a put that finds its own content is a success, any other content is shown")
    void aTakenNameIsLookedAt() {
        ClusterRepository cluster = Clusters.in(store, "r", 1);
        byte[] one = {1};

        assertInstanceOf(Placed.Created.class, cluster.put(ContainerKind.HISTORY, "x", one));
        assertInstanceOf(Placed.Same.class, cluster.put(ContainerKind.HISTORY, "x", one));
        Placed.Other other =
                assertInstanceOf(
                        Placed.Other.class,
                        cluster.put(ContainerKind.HISTORY, "x", new byte[] {2}));
        assertEquals(ContainerKind.HISTORY, other.header().kind());
        assertInstanceOf(Placed.Other.class, cluster.put(ContainerKind.PIECE, "x", one));
    }
}
