package io.holdfast.controlplane.lag;

import static io.holdfast.controlplane.lag.Reports.AWS_EU;
import static io.holdfast.controlplane.lag.Reports.NEAR_AND_FAR;
import static io.holdfast.controlplane.lag.Reports.atLeast;
import static io.holdfast.controlplane.lag.Reports.beginning;
import static io.holdfast.controlplane.lag.Reports.known;
import static io.holdfast.controlplane.lag.Reports.standby;
import static io.holdfast.controlplane.lag.Reports.streaming;
import static io.holdfast.controlplane.lag.Reports.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LagPictureTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private final LagPicture picture = new LagPicture(Duration.ofSeconds(1));

    @Test
    void silenceIsAddedToWhatWasReported() {
        connect("p");
        picture.reported("c", "p", streaming(1, known("near", 300), known("far", 0)), 0);

        ClusterLag lag = at(700 * MILLI);

        assertEquals(LinkState.LIVE, lag.link());
        assertEquals(Optional.of(Duration.ofMillis(700)), lag.silence());
        assertEquals(Optional.of("p"), lag.instance());
        assertRepository(lag, "near", Optional.of(1_000L), true);
        assertRepository(lag, "far", Optional.of(700L), true);
        assertEquals(LossState.KNOWN, lag.losses().getFirst().state());
    }

    @Test
    void anIdleDatabaseThatWasJustHeardHasNoLag() {
        picture.reported("c", "p", streaming(1, known("near", 0)), 5 * SECOND);

        assertRepository(at(5 * SECOND), "near", Optional.of(0L), true);
    }

    @Test
    void afterThreeMissedReportsNothingCountsAsKnown() {
        connect("p");
        picture.reported("c", "p", streaming(1, known("near", 0), known("far", 5)), 0);

        assertEquals(LinkState.LIVE, at(3 * SECOND - 1).link());
        ClusterLag lag = at(3 * SECOND);
        assertEquals(LinkState.UNKNOWN, lag.link());
        assertRepository(lag, "near", Optional.of(3_000L), false);
        assertRepository(lag, "far", Optional.of(3_005L), false);
        assertEquals(
                new DisasterLoss(
                        Disaster.DATABASE,
                        Optional.of(Duration.ofSeconds(3)),
                        LossState.UNKNOWN,
                        Optional.of("near")),
                lag.losses().getFirst());
    }

    @Test
    void aReportEndsTheSilenceAndNothingElseDoes() {
        picture.reported("c", "p", streaming(1, known("near", 0)), 0);
        connect("p");
        picture.expect("c", "p");

        assertEquals(LinkState.UNKNOWN, at(10 * SECOND).link());
        picture.reported("c", "p", streaming(1, known("near", 2)), 10 * SECOND);
        assertEquals(LinkState.LIVE, at(10 * SECOND).link());
        assertRepository(at(10 * SECOND), "near", Optional.of(2L), true);
    }

    @Test
    void whatWasReportedAsUnknownStaysUnknown() {
        picture.reported("c", "p", streaming(1, unknown("a"), atLeast("b", 4)), 0);

        for (long nanos : List.of(0L, SECOND, 100 * SECOND)) {
            assertRepository(at(nanos), "a", Optional.empty(), false);
            assertRepository(at(nanos), "b", Optional.of(4 + nanos / MILLI), false);
        }
    }

    @Test
    void aClusterThatWasNeverHeardIsShownAndNothingOfItIsKnown() {
        picture.expect("c", "p");
        assertNeverHeard(at(100 * SECOND));
        assertEquals(List.of(), at(0).repositories());

        connect("p");
        assertNeverHeard(at(100 * SECOND));
        assertEquals(2, at(0).repositories().size());
        assertRepository(at(0), "far", Optional.empty(), false);
    }

    @Test
    void aRepositoryThatIsConfiguredAndNotToldOfIsUnknown() {
        connect("p");
        picture.reported("c", "p", streaming(1, known("near", 1), known("new", 2)), 0);

        ClusterLag lag = at(0);

        assertEquals(
                List.of("far", "near", "new"),
                lag.repositories().stream().map(RepositoryLagNow::repository).toList());
        assertRepository(lag, "far", Optional.empty(), false);
        assertEquals(FailureDomain.UNKNOWN, repository(lag, "new").domain());
        assertEquals(LossState.UNKNOWN, lag.losses().get(1).state());
    }

    @Test
    void whereADatabaseRunsIsRememberedWhileItsAgentCannotReachIt() {
        connect("p");
        picture.connected("c", "p", Optional.empty(), NEAR_AND_FAR);
        picture.reported("c", "p", streaming(1, known("near", 1), known("far", 2)), 0);

        assertEquals(Optional.of("far"), at(0).losses().get(1).repository());
        picture.connected("c", "p", Optional.of(FailureDomain.UNKNOWN), NEAR_AND_FAR);
        assertEquals(LossState.EVERYTHING, at(0).losses().get(1).state());
    }

    @Test
    void whoOnlyBeginsHasProvenNothingUnlessItStreamedBefore() {
        picture.reported("c", "p", beginning(known("near", 0)), 0);
        assertRepository(at(0), "near", Optional.of(0L), false);

        picture.reported("c", "p", streaming(1, known("near", 0)), 1);
        picture.reported("c", "p", beginning(known("near", 0)), 2);
        assertRepository(at(2), "near", Optional.of(0L), true);
    }

    @Test
    void clustersAreByIdAndDoNotMeet() {
        picture.reported("b", "p", streaming(1, known("near", 1)), 0);
        picture.reported("a", "p", standby(), 0);
        picture.expect("c", "p");

        assertEquals(
                List.of("a", "b", "c"),
                picture.snapshot(0).stream().map(ClusterLag::cluster).toList());
        assertEquals(Optional.of("p"), picture.snapshot(0).get(1).instance());
        assertEquals(Optional.empty(), picture.snapshot(0).get(0).instance());
    }

    @Test
    void whatLeftIsNotShown() {
        picture.expect("c", "p");
        picture.expect("c", "s");

        picture.left("c", "p");
        assertEquals(1, picture.snapshot(0).size());
        picture.left("c", "s");
        picture.left("c", "s");
        picture.left("d", "s");
        assertEquals(List.of(), picture.snapshot(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - SECOND, Long.MIN_VALUE, -SECOND, 0})
    void theClockMayBeginAnywhereAndOverflow(long begin) {
        picture.reported("c", "p", streaming(1, known("near", 0)), begin);

        assertEquals(LinkState.LIVE, at(begin + 3 * SECOND - 1).link());
        assertEquals(LinkState.UNKNOWN, at(begin + 3 * SECOND).link());
        assertEquals(1, picture.changesSince(1, begin + 3 * SECOND).clusters().size());
    }

    private void connect(String instance) {
        picture.connected("c", instance, Optional.of(AWS_EU), NEAR_AND_FAR);
    }

    private ClusterLag at(long nanos) {
        return picture.snapshot(nanos).getFirst();
    }

    private static void assertNeverHeard(ClusterLag lag) {
        assertEquals(LinkState.NEVER_HEARD, lag.link());
        assertEquals(Optional.empty(), lag.silence());
        assertEquals(Optional.empty(), lag.phase());
        assertEquals(Disasters.unknown(), lag.losses());
        assertFalse(lag.repositories().stream().anyMatch(RepositoryLagNow::isLagKnown));
    }

    private static void assertRepository(
            ClusterLag lag, String name, Optional<Long> millis, boolean isKnown) {
        RepositoryLagNow repository = repository(lag, name);
        assertEquals(millis, repository.lag().map(Duration::toMillis), name);
        assertEquals(isKnown, repository.isLagKnown(), name);
    }

    private static RepositoryLagNow repository(ClusterLag lag, String name) {
        return lag.repositories().stream()
                .filter(r -> r.repository().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
