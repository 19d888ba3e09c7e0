package io.holdfast.controlplane.testing;

import java.util.List;
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
        void check(RandomGenerator random);
    }

    public static void check(int runs, Property property) {
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

    /** Any one of these. */
    public static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
