package io.holdfast.controlplane.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.testing.Seeded;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * A world in which the true lag of each repository is known to the test, and agents tell of it what
 * they know: all, a lower bound, or nothing.
 */
class DisastersPropertyTest {
    private static final List<String> PLACES = List.of("", "here", "there");

    private record Truth(RepositoryLagNow told, long millis, boolean protects) {}

    @Test
    void noLossIsSaidSmallerThanItIsNorMoreCertain() {
        Seeded.check(
                20_000,
                random -> {
                    FailureDomain database = domain(random);
                    List<Truth> world = world(random);

                    List<DisasterLoss> losses =
                            Disasters.losses(database, world.stream().map(Truth::told).toList());

                    assertEquals(Disaster.values().length, losses.size());
                    for (DisasterLoss loss : losses) {
                        check(loss, left(loss.disaster(), database, world));
                    }
                });
    }

    // As naively as it can be said: whatever may have been struck is gone.
    private static List<Truth> left(Disaster disaster, FailureDomain database, List<Truth> world) {
        List<Truth> left = new ArrayList<>(world);
        left.removeIf(truth -> !truth.protects());
        if (disaster == Disaster.REGION) {
            left.removeIf(t -> mayBeSame(t.told().domain().region(), database.region()));
        }
        if (disaster == Disaster.PROVIDER) {
            left.removeIf(t -> mayBeSame(t.told().domain().provider(), database.provider()));
        }
        return left;
    }

    private static boolean mayBeSame(String a, String b) {
        return a.isEmpty() || b.isEmpty() || a.equals(b);
    }

    private static void check(DisasterLoss said, List<Truth> left) {
        assertEquals(left.isEmpty(), said.state() == LossState.EVERYTHING);
        if (left.isEmpty()) {
            assertEquals(DisasterLoss.everything(said.disaster()), said);
            return;
        }
        long truth = left.stream().mapToLong(Truth::millis).min().orElseThrow();
        boolean isSomeKnown = left.stream().anyMatch(t -> t.told().isLagKnown());
        assertEquals(isSomeKnown ? LossState.KNOWN : LossState.UNKNOWN, said.state());
        if (isSomeKnown) {
            checkKnown(said, left, truth);
        } else {
            assertEquals(greatestCertain(left), said.loss().map(Duration::toMillis));
            assertTrue(said.loss().map(Duration::toMillis).orElse(0L) <= truth);
        }
    }

    private static void checkKnown(DisasterLoss said, List<Truth> left, long truth) {
        long loss = said.loss().orElseThrow().toMillis();
        assertTrue(loss >= truth, "too rosy");
        // whoever restores from the one that is named loses exactly this
        Truth named =
                left.stream()
                        .filter(t -> said.repository().equals(Optional.of(t.told().repository())))
                        .findFirst()
                        .orElseThrow();
        assertEquals(named.millis(), loss);
        if (left.stream().allMatch(t -> t.told().isLagKnown())) {
            assertEquals(truth, loss);
        }
    }

    /** The greatest figure that no truth which fits these reports can be below. */
    private static Optional<Long> greatestCertain(List<Truth> left) {
        Optional<Long> certain = Optional.of(Long.MAX_VALUE);
        for (Truth each : left) {
            Optional<Long> bound = each.told().lag().map(Duration::toMillis);
            certain = certain.flatMap(c -> bound.map(b -> Math.min(b, c)));
        }
        return certain;
    }

    private static List<Truth> world(RandomGenerator random) {
        List<Truth> world = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            world.add(truth("r" + i, random));
        }
        return world;
    }

    private static Truth truth(String name, RandomGenerator random) {
        long millis = random.nextInt(6);
        int knowledge = random.nextInt(3);
        Optional<Duration> lag =
                switch (knowledge) {
                    case 0 -> Optional.of(Duration.ofMillis(millis));
                    case 1 -> Optional.of(Duration.ofMillis(random.nextLong(millis + 1)));
                    default -> Optional.empty();
                };
        RepositoryState state = Seeded.pick(random, List.of(RepositoryState.values()));
        Optional<Lsn> frontier =
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(new Lsn(16));
        boolean isKnown = knowledge == 0;
        var reported = new RepositoryLag(name, state, frontier, lag, isKnown, 0, Optional.empty());
        var now = new RepositoryLagNow(name, domain(random), Optional.of(reported), lag, isKnown);
        return new Truth(now, millis, state != RepositoryState.LOST && frontier.isPresent());
    }

    private static FailureDomain domain(RandomGenerator random) {
        return new FailureDomain(Seeded.pick(random, PLACES), Seeded.pick(random, PLACES));
    }
}
