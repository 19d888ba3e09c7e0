package io.holdfast.controlplane.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.lag.CapturePhase;
import io.holdfast.controlplane.lag.ClusterLag;
import io.holdfast.controlplane.lag.Disaster;
import io.holdfast.controlplane.lag.DisasterLoss;
import io.holdfast.controlplane.lag.Failure;
import io.holdfast.controlplane.lag.FailureDomain;
import io.holdfast.controlplane.lag.LinkState;
import io.holdfast.controlplane.lag.LossState;
import io.holdfast.controlplane.lag.RepositoryLag;
import io.holdfast.controlplane.lag.RepositoryLagNow;
import io.holdfast.controlplane.lag.RepositoryState;
import io.holdfast.controlplane.lag.SlotReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LagRulesTest {
    private static final Map<Disaster, Duration> A_MINUTE =
            Map.of(Disaster.REGION, Duration.ofMinutes(1));

    private LinkState link = LinkState.LIVE;
    private List<RepositoryLagNow> repositories = List.of();
    private List<DisasterLoss> losses = List.of();
    private Optional<SlotReport> slot = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    private List<String> judged() {
        return judgement().present().keySet().stream().map(AlertKey::toString).toList();
    }

    private Judgement judgement() {
        Judgement judgement = new Judgement();
        LagRules.judge(
                new ClusterLag(
                        "bank",
                        Optional.of("db1"),
                        link,
                        Optional.of(Duration.ofSeconds(1)),
                        Optional.of(CapturePhase.STREAMING),
                        repositories,
                        losses,
                        slot,
                        failure),
                A_MINUTE,
                judgement);
        return judgement;
    }

    private void loses(Disaster disaster, int seconds) {
        losses =
                List.of(
                        new DisasterLoss(
                                disaster,
                                Optional.of(Duration.ofSeconds(seconds)),
                                LossState.KNOWN,
                                Optional.of("far")));
    }

    @Test
    void whatIsPromisedIsAskedForAndNothingElse() {
        loses(Disaster.REGION, 30);
        assertEquals(List.of(), judged());
        loses(Disaster.REGION, 31);
        assertEquals(List.of("objective-at-risk/bank/region"), judged());
        loses(Disaster.REGION, 60);
        assertEquals(List.of("objective-at-risk/bank/region"), judged());
        loses(Disaster.REGION, 61);
        assertEquals(
                List.of("objective-breached/bank/region", "objective-at-risk/bank/region"),
                judged());
        loses(Disaster.PROVIDER, 9_999);
        assertEquals(List.of(), judged());
    }

    @Test
    void thatNothingWouldBeLeftIsSaid() {
        losses =
                List.of(
                        new DisasterLoss(
                                Disaster.REGION,
                                Optional.empty(),
                                LossState.EVERYTHING,
                                Optional.empty()));

        assertEquals(List.of("nothing-left/bank/region"), judged());
    }

    @Test
    @DisplayName("T94: of what is not heard it is said that nothing is known, never that it failed")
    void ofWhatIsNotHeardNothingElseIsJudged() {
        link = LinkState.UNKNOWN;
        loses(Disaster.REGION, 9_999);
        failure = Optional.of(new Failure("x", "it failed", "hint"));

        assertEquals(List.of("agent-unknown/bank/"), judged());
        // what fired before is neither well nor worse
        assertTrue(!judgement().isJudged(new AlertKey(LagRules.BREACHED, "bank", "region")));
    }

    @Test
    void aCaptureThatHasStoppedIsToldInItsAgentsWords() {
        failure = Optional.of(new Failure("slot-lost", "the slot is gone", "make it anew"));

        Condition stopped = judgement().present().values().iterator().next();
        assertEquals("the WAL of bank is not captured: the slot is gone", stopped.summary());
        assertEquals("make it anew", stopped.hint());
    }

    @Test
    void aRepositoryThatTakesNoWalIsNamed() {
        repositories =
                List.of(
                        repository("near", RepositoryState.COUNTED),
                        repository("far", RepositoryState.SUSPENDED),
                        repository("farther", RepositoryState.LOST));

        assertEquals(List.of("repository-away/bank/far", "repository-away/bank/farther"), judged());
    }

    private static RepositoryLagNow repository(String name, RepositoryState state) {
        return new RepositoryLagNow(
                name,
                new FailureDomain("aws", "eu-west-1"),
                Optional.of(
                        new RepositoryLag(
                                name,
                                state,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                0,
                                Optional.empty())),
                Optional.empty(),
                false);
    }

    @Test
    void aSlotThatFillsIsUrgentWithinTheHour() {
        assertEquals(Optional.empty(), slot(10, Optional.empty()));
        assertEquals(Optional.of(Severity.WARNING), slot(51, Optional.empty()));
        assertEquals(Optional.empty(), slot(10, Optional.of(Duration.ofHours(25))));
        assertEquals(Optional.of(Severity.WARNING), slot(10, Optional.of(Duration.ofHours(23))));
        assertEquals(Optional.of(Severity.CRITICAL), slot(10, Optional.of(Duration.ofMinutes(59))));
    }

    private Optional<Severity> slot(int percent, Optional<Duration> left) {
        slot = Optional.of(new SlotReport("holdfast", "reserved", percent, 100, left));
        return judgement().present().values().stream().map(Condition::severity).findFirst();
    }
}
