package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.Interruptions;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackupInterruptedTest {
    private final TestCluster cluster = new TestCluster();
    private final MemoryObjectStore one = new MemoryObjectStore();
    private final MemoryObjectStore two = new MemoryObjectStore();

    /** Nobody else knows of the first intent: the run has not begun yet. */
    @Test
    void betweenTwoIntentsTheFirstIsGivenUp() throws Exception {
        AtomicInteger intents = new AtomicInteger();
        Faults.Stall stall =
                Faults.stalls(
                        put ->
                                put.kind() == Kind.PUT
                                        && put.name().endsWith("/intent")
                                        && intents.incrementAndGet() == 2);
        List<ClusterRepository> repositories =
                List.of(
                        cluster.in("one", new FaultyObjectStore(one, stall)),
                        cluster.in("two", new FaultyObjectStore(two, stall)));
        CompletableFuture<String> failure = new CompletableFuture<>();
        Thread run = Thread.ofVirtual().start(() -> failure.complete(codeOfOpening(repositories)));
        stall.awaitReached();

        run.interrupt();

        assertEquals(Interruptions.CODE, failure.get());
        List<ListedBackup> begun =
                repositories.stream()
                        .flatMap(r -> new BackupCatalog(r).find(TestBackup.ID).stream())
                        .toList();
        assertEquals(1, begun.size());
        assertTrue(begun.getFirst() instanceof ListedBackup.GivenUp, begun::toString);
    }

    private static String codeOfOpening(List<ClusterRepository> repositories) {
        try (ExecutorService cpu = TestBackup.cpu();
                var writer = TestBackup.open(repositories, cpu)) {
            return "opened";
        } catch (HoldfastException e) {
            // still interrupted, so that whoever called sees it
            return Thread.interrupted() ? e.code() : "not interrupted";
        }
    }
}
