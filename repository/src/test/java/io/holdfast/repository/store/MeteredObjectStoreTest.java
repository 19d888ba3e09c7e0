package io.holdfast.repository.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MeteredObjectStoreTest extends ObjectStoreContract {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Override
    protected ObjectStore open() {
        return metered(new MemoryObjectStore());
    }

    private MeteredObjectStore metered(ObjectStore store) {
        return new MeteredObjectStore(store, "near", registry);
    }

    @Test
    void operationsAreTimedByTheirOutcome() {
        var store = open();

        store.putIfAbsent("a", new byte[10], 10);
        store.putIfAbsent("a", new byte[10], 10);
        store.get("a");
        store.get("a", 2, 3);
        store.get("b");
        store.size("b");
        store.list("", "");
        store.delete("a");

        assertEquals(1, count("put", "created"));
        assertEquals(1, count("put", "already_exists"));
        assertEquals(2, count("get", "found"));
        assertEquals(1, count("get", "absent"));
        assertEquals(1, count("size", "absent"));
        assertEquals(1, count("list", "done"));
        assertEquals(1, count("delete", "done"));
        assertEquals(20, bytes("out"));
        assertEquals(13, bytes("in"));
    }

    @Test
    void failuresAreTimedByTheirCategory() {
        var refusal = new HoldfastException(ErrorCategory.CONFIGURATION, "c", "no", "Give up.");
        var store =
                metered(
                        new FaultyObjectStore(
                                new MemoryObjectStore(), Faults.failsWith(_ -> true, refusal)));

        assertThrows(HoldfastException.class, () -> store.get("a"));

        assertEquals(1, count("get", "configuration"));
    }

    @Test
    void retriesAreCounted() {
        var metered =
                metered(
                        new FaultyObjectStore(
                                new MemoryObjectStore(), Faults.losesAnswerOnce(_ -> true)));
        var policy =
                new RetryPolicy(
                        Duration.ofNanos(1), Duration.ofNanos(1), RetryPolicy.forEver().deadline());
        var store =
                new RetryingObjectStore(
                        metered, policy, RetryTiming.system(new Random(1)), metered.retries());

        store.get("a");

        var retries =
                registry.get("holdfast.repository.retries")
                        .tags("repository", "near", "operation", "get", "code", "test-fault")
                        .counter();
        assertEquals(1, retries.count());
    }

    private long count(String operation, String outcome) {
        return registry.get("holdfast.repository.operation")
                .tags("repository", "near", "operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    private double bytes(String direction) {
        return registry.get("holdfast.repository.bytes")
                .tags("repository", "near", "direction", direction)
                .counter()
                .count();
    }
}
