package io.holdfast.repository.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.FaultyObjectStore.Died;
import io.holdfast.repository.store.FaultyObjectStore.Fault;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.FaultyObjectStore.Operation;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever proves something with a store that fails must be able to rely on how it fails. */
final class FaultyObjectStoreTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();

    private FaultyObjectStore faulty(Fault... faults) {
        return new FaultyObjectStore(memory, faults);
    }

    @Test
    void deathBeforeAStepLeavesTheStepsUntilThen() {
        var store = faulty(Faults.diesBefore(2));

        put(store, "a");
        store.get("a");
        assertThrows(Died.class, () -> put(store, "b"));

        assertThrows(Died.class, () -> store.get("a"));
        assertThrows(Died.class, () -> put(store, "c"));
        assertEquals(List.of("a"), names(memory));
    }

    @Test
    void deathAfterAStepLeavesThatStepToo() {
        var store = faulty(Faults.diesAfter(2));

        put(store, "a");
        store.get("a");
        assertThrows(Died.class, () -> store.delete("a"));

        assertThrows(Died.class, () -> store.get("a"));
        assertThrows(Died.class, () -> put(store, "c"));
        assertEquals(List.of(), names(memory));
    }

    @Test
    void freshObjectsAreHiddenFromListingsOnly() {
        var hiding = Faults.hidesFreshObjects();
        var store = faulty(hiding);
        put(memory, "old");

        put(store, "new");

        assertEquals(List.of("old"), names(store));
        assertEquals(Optional.of(1L), store.size("new"));
        hiding.reveal();
        assertEquals(List.of("new", "old"), names(store));
    }

    @Test
    void aStallHoldsUntilItIsReleased() throws Exception {
        var stall = Faults.stalls(operation -> operation.kind() == Kind.PUT);
        var store = faulty(stall);
        var put = new CompletableFuture<PutOutcome>();
        Thread.ofVirtual().start(() -> put.complete(put(store, "a")));

        stall.awaitReached();

        assertEquals(List.of(), names(store));
        stall.release();
        assertEquals(PutOutcome.CREATED, put.get(30, TimeUnit.SECONDS));
    }

    @Test
    void whatTookEffectIsRecordedInOrder() {
        var records = Faults.records();
        var store = faulty(records, Faults.diesBefore(3));

        put(store, "a");
        store.list("x", "");
        store.delete("a");
        assertThrows(Died.class, () -> put(store, "b"));

        assertEquals(
                List.of(new Operation(Kind.PUT, "a"), new Operation(Kind.DELETE, "a")),
                records.durable());
        assertEquals(3, records.operations().size());
    }

    @Test
    void theSameSeedFailsTheSameOperations() {
        assertEquals(failures(11), failures(11));
        assertTrue(failures(11).contains(true));
        assertTrue(failures(11).contains(false));
    }

    private List<Boolean> failures(long seed) {
        var store = faulty(Faults.failsAtRandom(seed, 0.5));
        return IntStream.range(0, 50).mapToObj(_ -> fails(store)).toList();
    }

    private static boolean fails(ObjectStore store) {
        try {
            store.get("a");
            return false;
        } catch (HoldfastException _) {
            return true;
        }
    }

    private static PutOutcome put(ObjectStore store, String name) {
        return store.putIfAbsent(name, new byte[1], 1);
    }

    private static List<String> names(ObjectStore store) {
        return store.list("", "").objects().stream().map(ObjectInfo::name).toList();
    }
}
