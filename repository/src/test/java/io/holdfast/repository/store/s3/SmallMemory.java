package io.holdfast.repository.store.s3;

import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.PutOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Puts and gets the largest objects, two at a time: the program of {@link S3MemoryTest}. */
final class SmallMemory {
    private static final int ROUNDS = 4;

    private SmallMemory() {}

    /**
     * @param arguments the endpoint
     */
    public static void main(String[] arguments) throws Exception {
        try (var store = S3ObjectStore.open(TestSettings.at(arguments[0]));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> pair = new ArrayList<>();
            for (var n = 0; n < 2; n++) {
                var name = "packs/" + n;
                pair.add(() -> putAndGet(store, name));
            }
            for (var result : executor.invokeAll(pair)) {
                if (!result.get()) {
                    throw new IllegalStateException("got other bytes than were put");
                }
            }
        }
    }

    private static boolean putAndGet(S3ObjectStore store, String name) {
        var bytes = new byte[ObjectNames.MAX_OBJECT_BYTES];
        var same = true;
        for (var round = 0; round < ROUNDS; round++) {
            new Random(round).nextBytes(bytes);
            var created = store.putIfAbsent(name + round, bytes, bytes.length);
            same &= created == PutOutcome.CREATED;
            same &= Arrays.equals(bytes, store.get(name + round).orElseThrow());
        }
        return same;
    }
}
