package io.holdfast.controlplane.lag;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a property many times, each with its own seed. A failure names the seed; {@code
 * -Dholdfast.seed=<n>} runs that one alone.
 */
final class Seeded {
    private Seeded() {}

    /** What must hold for every run of the generator. */
    interface Property {
        void check(RandomGenerator random);
    }

    static void check(int runs, Property property) {
        String chosen = System.getProperty("holdfast.seed");
        long base = chosen == null ? new SplittableRandom().nextLong() : Long.parseLong(chosen);
        for (int run = 0; run < (chosen == null ? runs : 1); run++) {
            try {
                property.check(new SplittableRandom(base + run));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("fails with -Dholdfast.seed=" + (base + run), e);
            }
        }
    }

    static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
