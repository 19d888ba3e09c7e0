package io.holdfast.controlplane.lag;

import static io.holdfast.controlplane.lag.Reports.known;
import static io.holdfast.controlplane.lag.Reports.standby;
import static io.holdfast.controlplane.lag.Reports.streaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LagChangesTest {
    private static final long SECOND = 1_000_000_000;

    private final LagPicture picture = new LagPicture(Duration.ofSeconds(1));

    @Test
    void theFirstPullShowsEveryClusterAndTheNextOnlyWhatChanged() {
        says("a", 0);
        says("b", 0);
        Changes first = picture.changesSince(0, 0);
        assertEquals(List.of("a", "b"), ids(first));

        says("a", 1);
        says("a", 2);
        Changes second = picture.changesSince(first.version(), 2);
        assertEquals(List.of("a"), ids(second));
        assertEquals(List.of(), ids(picture.changesSince(second.version(), 2)));
    }

    @Test
    void aSlowReaderFindsEachClusterOnceAsItIsNow() {
        Changes first = picture.changesSince(0, 0);
        for (int i = 0; i < 100; i++) {
            says("a", i);
            says("b", i);
        }

        Changes later = picture.changesSince(first.version(), 99);

        assertEquals(List.of("a", "b"), ids(later));
        assertEquals(picture.snapshot(99), later.clusters());
    }

    @Test
    void becomingUnknownIsAChangeForEveryReaderAndGrowingIsNone() {
        says("a", 0);
        says("b", SECOND);
        Changes one = picture.changesSince(0, SECOND);
        Changes other = picture.changesSince(0, SECOND);

        assertEquals(List.of(), ids(picture.changesSince(one.version(), 3 * SECOND - 1)));
        one = picture.changesSince(one.version(), 3 * SECOND);
        assertEquals(List.of("a"), ids(one));
        assertEquals(LinkState.UNKNOWN, one.clusters().getFirst().link());
        assertEquals(List.of("a"), ids(picture.changesSince(other.version(), 3 * SECOND)));
        assertEquals(List.of("b"), ids(picture.changesSince(one.version(), 5 * SECOND)));
    }

    @Test
    void aReaderWhoseMomentIsOvertakenIsShownTheChangeThatItIsToldOf() {
        says("a", 0);
        Changes first = picture.changesSince(0, 0);
        picture.changesSince(first.version(), 3 * SECOND);

        Changes overtaken = picture.changesSince(first.version(), 3 * SECOND - 1);

        assertEquals(LinkState.UNKNOWN, overtaken.clusters().getFirst().link());
    }

    @Test
    void whatDoesNotSpeakForItsClusterChangesNothing() {
        says("a", 0);
        picture.reported("a", "s", standby(), 0);
        Changes first = picture.changesSince(0, 0);

        picture.reported("a", "s", standby(), 1);
        picture.expect("a", "s");
        picture.expect("a", "p");

        assertEquals(List.of(), ids(picture.changesSince(first.version(), 1)));
    }

    @Test
    void whatIsGoneIsToldOnceToThoseWhoKnewItAndMayComeBack() {
        says("a", 0);
        Changes first = picture.changesSince(0, 0);
        picture.left("a", "p");

        Changes second = picture.changesSince(first.version(), 10 * SECOND);
        assertEquals(List.of("a"), second.gone());
        assertEquals(List.of(), second.clusters());
        assertEquals(List.of(), picture.changesSince(second.version(), 10 * SECOND).gone());
        assertEquals(List.of(), picture.changesSince(0, 10 * SECOND).gone());

        says("a", 10 * SECOND);
        Changes back = picture.changesSince(first.version(), 10 * SECOND);
        assertEquals(List.of("a"), ids(back));
        assertEquals(List.of(), back.gone());
    }

    @Test
    void readersBesideManyWritersEndWithWhatIs() throws Exception {
        List<String> clusters = IntStream.range(0, 200).mapToObj(i -> "c" + i).toList();
        AtomicBoolean isOver = new AtomicBoolean();
        try (var threads = Executors.newCachedThreadPool()) {
            Callable<Map<String, ClusterLag>> reader = () -> readUntil(isOver);
            List<Future<Map<String, ClusterLag>>> readers =
                    IntStream.range(0, 8).mapToObj(i -> threads.submit(reader)).toList();
            List<Future<?>> writers =
                    IntStream.range(0, 4)
                            .<Future<?>>mapToObj(i -> threads.submit(() -> write(clusters, i)))
                            .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
            isOver.set(true);

            for (Future<Map<String, ClusterLag>> each : readers) {
                Map<String, ClusterLag> seen = each.get();
                assertEquals(clusters.size(), seen.size());
                assertTrue(picture.snapshot(500).stream().allMatch(seen::containsValue));
            }
        }
    }

    private void write(List<String> clusters, int share) {
        for (int at = 0; at <= 500; at++) {
            for (int i = share; i < clusters.size(); i += 4) {
                says(clusters.get(i), at);
            }
        }
    }

    private Map<String, ClusterLag> readUntil(AtomicBoolean isOver) {
        Map<String, ClusterLag> seen = new HashMap<>();
        long version = 0;
        boolean isLast = false;
        while (!isLast) {
            isLast = isOver.get();
            Changes changes = picture.changesSince(version, 500);
            changes.clusters().forEach(lag -> seen.put(lag.cluster(), lag));
            version = changes.version();
        }
        return seen;
    }

    private void says(String cluster, long nanos) {
        picture.reported(cluster, "p", streaming(1, known("r", nanos % 7)), nanos);
    }

    private static List<String> ids(Changes changes) {
        return changes.clusters().stream().map(ClusterLag::cluster).toList();
    }
}
