package io.holdfast.controlplane.lag;

import static io.holdfast.controlplane.lag.Reports.beginning;
import static io.holdfast.controlplane.lag.Reports.known;
import static io.holdfast.controlplane.lag.Reports.standby;
import static io.holdfast.controlplane.lag.Reports.stopped;
import static io.holdfast.controlplane.lag.Reports.streaming;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.controlplane.testing.Seeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** "p" is the primary, "s" a standby, which takes over in some of these. */
class SpeakerTest {
    private static final long SECOND = 1_000_000_000;

    private final LagPicture picture = new LagPicture(Duration.ofSeconds(1));

    @Test
    void aStandbyNeverHidesThePrimaryInWhateverOrderTheyAreHeard() {
        says("s", standby(), 0);
        assertShown(Optional.empty(), LinkState.LIVE, CapturePhase.STANDBY, 0);
        says("p", streaming(1, known("r", 0)), 1);
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.STREAMING, 1);
        says("s", standby(), 2);
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.STREAMING, 2);
    }

    @Test
    void aStandbyThatGoesOnSpeakingDoesNotHideThatThePrimaryIsSilent() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", standby(), 10 * SECOND);

        assertShown(Optional.of("p"), LinkState.UNKNOWN, CapturePhase.STREAMING, 10 * SECOND);
    }

    @Test
    void aStandbyWhoseServerIsAwayBeginsAndDoesNotHideThePrimary() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", standby(), 1);
        says("s", beginning(known("r", 0)), 2);
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.STREAMING, 2);

        says("s", beginning(known("r", 0)), 10 * SECOND);
        assertShown(Optional.of("p"), LinkState.UNKNOWN, CapturePhase.STREAMING, 10 * SECOND);
        says("p", beginning(known("r", 9)), 11 * SECOND);
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.BEGINNING, 11 * SECOND);
    }

    @Test
    void thePromotedOneTakesOverAtOnceWhateverTheOldOneSays() {
        for (LagReport last :
                List.of(
                        streaming(1, known("r", 0)),
                        beginning(known("r", 0)),
                        stopped(known("r", 0)),
                        standby())) {
            LagPicture fresh = new LagPicture(Duration.ofSeconds(1));
            fresh.reported("c", "p", streaming(1, known("r", 0)), 0);
            fresh.reported("c", "s", standby(), 0);
            fresh.reported("c", "p", last, 1);
            fresh.reported("c", "s", streaming(2, known("r", 0)), 2);
            assertEquals(Optional.of("s"), instance(fresh, 2));
            fresh.reported("c", "p", last, 3);
            assertEquals(Optional.of("s"), instance(fresh, 3));
        }
    }

    @Test
    void thePromotedOneTakesOverFromASilentOne() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", streaming(2, known("r", 0)), 60 * SECOND);

        assertShown(Optional.of("s"), LinkState.LIVE, CapturePhase.STREAMING, 60 * SECOND);
    }

    @Test
    void aPrimaryOfThePastDoesNotHideItsSilentSuccessor() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", streaming(2, known("r", 0)), 1);
        says("p", streaming(1, known("r", 0)), 60 * SECOND);
        assertShown(Optional.of("s"), LinkState.UNKNOWN, CapturePhase.STREAMING, 60 * SECOND);

        picture.left("c", "s");
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.STREAMING, 60 * SECOND);
    }

    @Test
    void aPrimaryOfThePastThatIsHeardFirstGivesWayToTheNewerEpoch() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", streaming(2, known("r", 0)), 1);
        assertShown(Optional.of("s"), LinkState.LIVE, CapturePhase.STREAMING, 1);
    }

    @Test
    void afterTheWayBackTheFirstOneSpeaksAgain() {
        says("p", streaming(1, known("r", 0)), 0);
        says("s", streaming(2, known("r", 0)), 1);
        says("p", standby(), 2);
        says("s", standby(), 3);
        says("p", streaming(3, known("r", 0)), 4);
        says("s", standby(), 5);

        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.STREAMING, 5);
    }

    @Test
    void ofTwoUnderTheSameNumberTheOneThatBeganToStreamLastSpeaksAndTheyDoNotAlternate() {
        says("p", streaming(2, known("r", 0)), 0);
        says("s", streaming(2, known("r", 0)), 1);
        says("p", streaming(2, known("r", 0)), 2);
        assertShown(Optional.of("s"), LinkState.LIVE, CapturePhase.STREAMING, 2);
    }

    @Test
    void aPrimaryThatBecomesAStandbyKeepsItsLastWordWhichGrowsOld() {
        says("p", streaming(1, known("r", 7)), 0);
        says("p", standby(), SECOND);
        assertShown(Optional.empty(), LinkState.LIVE, CapturePhase.STANDBY, SECOND);

        says("p", standby(), 3 * SECOND);
        ClusterLag lag = picture.snapshot(3 * SECOND).getFirst();
        assertEquals(LinkState.UNKNOWN, lag.link());
        assertEquals(Optional.of(Duration.ofMillis(3_007)), lag.repositories().getFirst().lag());
    }

    @Test
    void anAgentThatEndedInOrderIsNoLongerSaidToCapture() {
        says("p", streaming(1, known("r", 0)), 0);
        says("p", stopped(known("r", 0)), 1);
        says("s", standby(), 2);

        assertShown(Optional.empty(), LinkState.LIVE, CapturePhase.STOPPED, 2);
    }

    @Test
    void whileNoneHasStreamedTheOneThatBeginsSpeaksUntilItTurnsOutToBeAStandby() {
        says("s", beginning(), 0);
        assertShown(Optional.of("s"), LinkState.LIVE, CapturePhase.BEGINNING, 0);
        says("p", stopped(), 1);
        assertShown(Optional.of("s"), LinkState.LIVE, CapturePhase.BEGINNING, 1);
        says("s", standby(), 2);
        assertShown(Optional.empty(), LinkState.LIVE, CapturePhase.STOPPED, 2);
        says("p", beginning(), 3);
        says("s", standby(), 4);
        assertShown(Optional.of("p"), LinkState.LIVE, CapturePhase.BEGINNING, 4);
    }

    @Test
    void theNewestEpochSpeaksInEveryOrderOfReports() {
        Seeded.check(500, SpeakerTest::everyOrder);
    }

    // Each instance says what it says in its own order; how they are mixed must not matter.
    private static void everyOrder(RandomGenerator random) {
        LagPicture picture = new LagPicture(Duration.ofSeconds(1));
        List<LagReport> old =
                List.of(streaming(4, known("r", 0)), beginning(known("r", 0)), standby());
        List<LagReport> promoted =
                List.of(standby(), beginning(known("r", 0)), streaming(5, known("r", 0)));
        int p = 0;
        int s = 0;
        for (long at = 0; p + s < old.size() + promoted.size(); at += random.nextLong(5 * SECOND)) {
            boolean isOld = s == promoted.size() || (p < old.size() && random.nextBoolean());
            picture.reported("c", isOld ? "p" : "s", isOld ? old.get(p++) : promoted.get(s++), at);
            if (s == promoted.size()) {
                assertEquals(Optional.of("s"), instance(picture, at));
            } else if (p == 1 || p == 2) {
                assertEquals(Optional.of("p"), instance(picture, at));
            }
        }
    }

    private void says(String instance, LagReport report, long nanos) {
        picture.reported("c", instance, report, nanos);
    }

    private void assertShown(
            Optional<String> instance, LinkState link, CapturePhase phase, long nanos) {
        ClusterLag lag = picture.snapshot(nanos).getFirst();
        assertEquals(instance, lag.instance());
        assertEquals(link, lag.link());
        assertEquals(Optional.of(phase), lag.phase());
    }

    private static Optional<String> instance(LagPicture picture, long nanos) {
        return picture.snapshot(nanos).getFirst().instance();
    }
}
