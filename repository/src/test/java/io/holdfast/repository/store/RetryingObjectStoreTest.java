package io.holdfast.repository.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.FaultyObjectStore.Fault;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RetryingObjectStoreTest extends ObjectStoreContract {
    private final ScriptedTiming timing = new ScriptedTiming();
    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Override
    protected ObjectStore open() {
        return retrying(RetryPolicy.forEver(), Faults.failsAtRandom(4, 0));
    }

    private RetryingObjectStore retrying(RetryPolicy policy, Fault... faults) {
        return new RetryingObjectStore(
                new FaultyObjectStore(memory, faults), policy, timing, RetryListener.NONE);
    }

    @Test
    @DisplayName("T69: a put whose answer was lost meets its own object, and says so")
    void aLostAnswerBecomesAlreadyExists() {
        var store =
                retrying(RetryPolicy.forEver(), Faults.losesAnswerOnce(o -> o.kind() == Kind.PUT));

        assertEquals(PutOutcome.ALREADY_EXISTS, store.putIfAbsent("a", new byte[] {1, 2}, 2));

        assertArrayEquals(new byte[] {1, 2}, store.get("a").orElseThrow());
    }

    @Test
    void everythingSucceedsInTheEndOnAStoreThatFailsOften() {
        var store = retrying(RetryPolicy.forEver(), Faults.failsAtRandom(7, 0.6));

        for (var n = 0; n < 200; n++) {
            store.putIfAbsent("a/" + n, new byte[] {(byte) n}, 1);
            assertArrayEquals(new byte[] {(byte) n}, store.get("a/" + n).orElseThrow());
            assertEquals(Optional.of(1L), store.size("a/" + n));
            assertEquals(n + 1, store.list("a/", "").objects().size());
        }
        assertTrue(timing.slept.size() > 200);
    }

    @Test
    @DisplayName("T82: waits double up to a limit, and are random below it")
    void waitsGrowUpToTheLimit() {
        var policy =
                new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), Optional.empty());
        timing.interruptAfter = 7;
        var store = retrying(policy, Faults.failsAtRandom(1, 2));

        timing.jitter = 0.5;
        assertThrows(HoldfastException.class, () -> store.size("a"));

        assertEquals(List.of(50L, 100L, 200L, 400L, 500L, 500L, 500L), timing.millis());
        assertTrue(Thread.interrupted());
    }

    @Test
    void noAttemptBeginsAfterTheDeadline() {
        var policy =
                new RetryPolicy(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ofMillis(3_500)));
        var attempts = new ArrayList<String>();
        var store =
                retrying(
                        policy,
                        new Fault() {
                            @Override
                            public void before(FaultyObjectStore.Operation operation) {
                                attempts.add(operation.name());
                                throw FaultyObjectStore.transientFailure(operation);
                            }
                        });

        var failure = assertThrows(HoldfastException.class, () -> store.get("a"));

        assertEquals("test-fault", failure.code());
        assertEquals(4, attempts.size());
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        for (var category : ErrorCategory.values()) {
            if (category != ErrorCategory.TRANSIENT) {
                var refusal = new HoldfastException(category, "some-code", "no", "Give up.");
                var store = retrying(RetryPolicy.forEver(), Faults.failsWith(_ -> true, refusal));

                assertSame(refusal, assertThrows(HoldfastException.class, () -> store.get("a")));
            }
        }
        assertEquals(List.of(), timing.slept);
    }

    @Test
    void anInterruptionEndsTheWaitAndIsKept() {
        timing.interruptAfter = 1;
        var store = retrying(RetryPolicy.forEver(), Faults.failsAtRandom(1, 2));

        var failure =
                assertThrows(HoldfastException.class, () -> store.putIfAbsent("a", new byte[1], 1));

        assertEquals(Interruptions.CODE, failure.code());
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptedAttemptIsNotTriedAgain() {
        var stall = Faults.stalls(_ -> true);
        var store = retrying(RetryPolicy.forEver(), stall);
        Thread.currentThread().interrupt();

        var failure = assertThrows(HoldfastException.class, () -> store.get("a"));

        assertEquals(Interruptions.CODE, failure.code());
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), timing.slept);
    }

    /** Time that passes only while somebody sleeps. */
    private static final class ScriptedTiming implements RetryTiming {
        private final List<Duration> slept = new ArrayList<>();
        private double jitter = 1;
        private int interruptAfter = Integer.MAX_VALUE;
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(Duration delay) throws InterruptedException {
            slept.add(delay);
            now += delay.toNanos();
            if (slept.size() == interruptAfter) {
                throw new InterruptedException();
            }
        }

        @Override
        public double jitter() {
            return jitter;
        }

        private List<Long> millis() {
            return slept.stream().map(Duration::toMillis).toList();
        }
    }
}
