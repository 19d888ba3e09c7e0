package io.holdfast.controlplane.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.testing.Seeded;
import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever agents say, in whatever order, and however long they say nothing. */
class LagPicturePropertyTest {
    private static final long SECOND = 1_000_000_000;
    private static final List<String> CLUSTERS = List.of("a", "b", "c");
    private static final List<String> INSTANCES = List.of("p", "s", "t");

    /** One history of a fleet, and what readers of it remember. */
    private static final class Fleet {
        final LagPicture picture = new LagPicture(Duration.ofSeconds(1));
        final RandomGenerator random;
        final Map<String, Map<String, Long>> heard = new HashMap<>();
        final Map<String, LagReport> last = new HashMap<>();
        long now;

        Fleet(RandomGenerator random) {
            this.random = random;
            this.now = random.nextLong();
        }

        void step() {
            String cluster = Seeded.pick(random, CLUSTERS);
            String instance = Seeded.pick(random, INSTANCES);
            switch (random.nextInt(8)) {
                case 0 -> picture.expect(cluster, instance);
                case 1 ->
                        picture.connected(
                                cluster,
                                instance,
                                Optional.of(Reports.AWS_EU),
                                Reports.NEAR_AND_FAR);
                case 2 -> leave(cluster, instance);
                case 3 -> now += random.nextLong(4 * SECOND);
                default -> report(cluster, instance);
            }
        }

        Map<String, Long> heardOf(String cluster) {
            return heard.computeIfAbsent(cluster, c -> new HashMap<>());
        }

        private void leave(String cluster, String instance) {
            picture.left(cluster, instance);
            heardOf(cluster).remove(instance);
        }

        private void report(String cluster, String instance) {
            LagReport report = randomReport();
            picture.reported(cluster, instance, report, now);
            heardOf(cluster).put(instance, now);
            last.put(cluster + "/" + instance, report);
        }

        private LagReport randomReport() {
            CapturePhase phase = Seeded.pick(random, List.of(CapturePhase.values()));
            List<RepositoryLag> repositories =
                    phase == CapturePhase.STANDBY
                            ? List.of()
                            : List.of(randomLag("near"), randomLag("far"));
            return new LagReport(
                    phase,
                    Optional.empty(),
                    Optional.empty(),
                    repositories,
                    Optional.empty(),
                    Optional.empty(),
                    phase == CapturePhase.STREAMING
                            ? Optional.of(new EpochId(1 + random.nextInt(4), 0))
                            : Optional.empty());
        }

        private RepositoryLag randomLag(String name) {
            long millis = random.nextInt(3);
            return switch (random.nextInt(3)) {
                case 0 -> Reports.known(name, millis);
                case 1 -> Reports.atLeast(name, millis);
                default -> Reports.unknown(name);
            };
        }
    }

    @Test
    void nothingIsGreenThatIsSilent() {
        Seeded.check(
                300,
                random -> {
                    Fleet fleet = new Fleet(random);
                    for (int i = 0; i < 100; i++) {
                        fleet.step();
                        fleet.picture.snapshot(fleet.now).forEach(lag -> checkTruth(fleet, lag));
                    }
                });
    }

    private static void checkTruth(Fleet fleet, ClusterLag lag) {
        Map<String, Long> heard = fleet.heardOf(lag.cluster());
        boolean isAnyFresh = heard.values().stream().anyMatch(at -> fleet.now - at < 3 * SECOND);
        assertTrue(isAnyFresh || lag.link() != LinkState.LIVE);
        assertEquals(heard.isEmpty(), lag.link() == LinkState.NEVER_HEARD);
        if (lag.link() != LinkState.LIVE) {
            assertFalse(lag.repositories().stream().anyMatch(RepositoryLagNow::isLagKnown));
            assertFalse(lag.losses().stream().anyMatch(l -> l.state() == LossState.KNOWN));
        }
        for (RepositoryLagNow each : lag.repositories()) {
            if (each.isLagKnown()) {
                checkKnown(fleet, lag, each);
            }
        }
    }

    // A known lag is what one instance said as known, and its silence; so a known zero was said
    // now.
    private static void checkKnown(Fleet fleet, ClusterLag lag, RepositoryLagNow repository) {
        RepositoryLag said = repository.reported().orElseThrow();
        assertTrue(said.isLagKnown());
        assertEquals(
                said.lag().orElseThrow().plus(lag.silence().orElseThrow()),
                repository.lag().orElseThrow());
        if (repository.lag().orElseThrow().isZero()) {
            assertTrue(fleet.heardOf(lag.cluster()).containsValue(fleet.now));
        }
        lag.instance()
                .ifPresent(speaker -> assertEquals(said, saidLast(fleet, lag, speaker, said)));
    }

    private static RepositoryLag saidLast(
            Fleet fleet, ClusterLag lag, String speaker, RepositoryLag of) {
        LagReport last = Objects.requireNonNull(fleet.last.get(lag.cluster() + "/" + speaker));
        return last.repositories().stream()
                .filter(each -> each.repository().equals(of.repository()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noLagDecreasesBySilence() {
        Seeded.check(
                300,
                random -> {
                    Fleet fleet = new Fleet(random);
                    for (int i = 0; i < 50; i++) {
                        fleet.step();
                    }
                    List<ClusterLag> before = fleet.picture.snapshot(fleet.now);
                    for (int i = 0; i < 10; i++) {
                        fleet.now += random.nextLong(2 * SECOND);
                        List<ClusterLag> after = fleet.picture.snapshot(fleet.now);
                        checkGrowth(before, after);
                        before = after;
                    }
                });
    }

    private static void checkGrowth(List<ClusterLag> before, List<ClusterLag> after) {
        assertEquals(before.size(), after.size());
        for (int i = 0; i < before.size(); i++) {
            List<RepositoryLagNow> earlier = before.get(i).repositories();
            List<RepositoryLagNow> later = after.get(i).repositories();
            assertEquals(earlier.size(), later.size());
            for (int k = 0; k < earlier.size(); k++) {
                assertEquals(earlier.get(k).lag().isPresent(), later.get(k).lag().isPresent());
                assertTrue(
                        earlier.get(k)
                                        .lag()
                                        .orElse(Duration.ZERO)
                                        .compareTo(later.get(k).lag().orElse(Duration.ZERO))
                                <= 0);
                assertTrue(earlier.get(k).isLagKnown() || !later.get(k).isLagKnown());
            }
        }
    }

    @Test
    void aReaderThatPullsNowAndThenMissesNoLastChange() {
        Seeded.check(
                300,
                random -> {
                    Fleet fleet = new Fleet(random);
                    Reader eager = new Reader();
                    Reader slow = new Reader();
                    for (int i = 0; i < 200; i++) {
                        fleet.step();
                        eager.pull(fleet);
                        if (random.nextInt(20) == 0) {
                            slow.pull(fleet);
                        }
                    }
                    slow.pull(fleet);
                });
    }

    /** Knows of the fleet only what it was told of as changed. */
    private static final class Reader {
        private final Map<String, ClusterLag> seen = new TreeMap<>();
        private long version;

        void pull(Fleet fleet) {
            Changes changes = fleet.picture.changesSince(version, fleet.now);
            changes.gone().forEach(seen::remove);
            changes.clusters().forEach(lag -> seen.put(lag.cluster(), lag));
            version = changes.version();

            List<ClusterLag> truth = fleet.picture.snapshot(fleet.now);
            assertEquals(
                    truth.stream().map(LagPicturePropertyTest::timeless).toList(),
                    seen.values().stream().map(LagPicturePropertyTest::timeless).toList());
            Changes again = fleet.picture.changesSince(version, fleet.now);
            assertEquals(new Changes(version, List.of(), List.of()), again);
        }
    }

    /** A cluster without what grows by itself. */
    private static List<Object> timeless(ClusterLag lag) {
        return List.of(
                lag.cluster(),
                lag.instance(),
                lag.link(),
                lag.phase(),
                lag.repositories().stream()
                        .map(r -> List.of(r.repository(), r.reported(), r.isLagKnown()))
                        .toList(),
                lag.losses().stream().map(DisasterLoss::state).toList());
    }
}
