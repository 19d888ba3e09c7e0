package io.holdfast.repository.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a property many times, each with its own seed. A failure names the seed; {@code
 * -Dholdfast.seed=<n>} runs that one alone.
 */
public final class Seeded {
    private Seeded() {}

    /** What must hold for every run of the generator. */
    public interface Property {
        void check(RandomGenerator random) throws Exception;
    }

    public static void check(int runs, Property property) {
        String chosen = System.getProperty("holdfast.seed");
        if (chosen != null) {
            checkOne(Long.parseLong(chosen), property);
            return;
        }
        long base = new SplittableRandom().nextLong();
        for (int run = 0; run < runs; run++) {
            checkOne(base + run, property);
        }
    }

    private static void checkOne(long seed, Property property) {
        try {
            property.check(new SplittableRandom(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("fails with -Dholdfast.seed=" + seed, e);
        }
    }
}
