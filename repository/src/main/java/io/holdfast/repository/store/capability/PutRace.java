package io.holdfast.repository.store.capability;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.Interruptions;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Puts different bytes under one name from several threads at once, a few times over. */
record PutRace(ObjectStore store, String base) {
    private static final int WRITERS = 6;
    private static final int ROUNDS = 5;

    Finding run() {
        var decided = 0;
        for (var round = 1; round <= ROUNDS; round++) {
            var name = base + round;
            var created = race(name);
            if (created.size() > 1) {
                return Finding.no(
                        "Of concurrent puts of one name the store called several the first: it"
                                + " cannot decide between writers, so there must be a single one.");
            }
            if (!created.isEmpty() && !isContent(name, created.getFirst())) {
                return Finding.no(
                        "Of concurrent puts of one name the store kept another than the one it"
                                + " called the first, so there must be a single writer.");
            }
            decided += created.size();
        }
        return decided > 0
                ? Finding.yes("Of concurrent puts of one name exactly one succeeds.")
                : Finding.unknown("The store was too busy to decide between concurrent puts.");
    }

    private boolean isContent(String name, int writer) {
        return store.get(name).filter(bytes -> Arrays.equals(bytes, content(writer))).isPresent();
    }

    private static byte[] content(int writer) {
        return ("writer " + writer).getBytes(StandardCharsets.UTF_8);
    }

    /** The writers that were told that they created the object. */
    private List<Integer> race(String name) {
        var start = new CyclicBarrier(WRITERS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> puts = new ArrayList<>();
            for (var writer = 0; writer < WRITERS; writer++) {
                var bytes = content(writer);
                puts.add(
                        () -> {
                            start.await();
                            return creates(name, bytes);
                        });
            }
            List<Integer> created = new ArrayList<>();
            var results = executor.invokeAll(puts);
            for (var writer = 0; writer < WRITERS; writer++) {
                if (results.get(writer).get()) {
                    created.add(writer);
                }
            }
            return created;
        } catch (InterruptedException e) {
            throw Interruptions.interrupted("probe of " + name, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException own) {
                throw own;
            }
            throw new IllegalStateException("a put of the probe failed", e);
        }
    }

    // A writer told to try again (409) did not create it; one whose answer was lost may have.
    private boolean creates(String name, byte[] bytes) {
        try {
            return store.putIfAbsent(name, bytes, bytes.length) == PutOutcome.CREATED;
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.TRANSIENT) {
                return false;
            }
            throw e;
        }
    }
}
