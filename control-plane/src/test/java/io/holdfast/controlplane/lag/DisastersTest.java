package io.holdfast.controlplane.lag;

import static io.holdfast.controlplane.lag.Reports.AWS_EU;
import static io.holdfast.controlplane.lag.Reports.AWS_US;
import static io.holdfast.controlplane.lag.Reports.GCP_US;
import static io.holdfast.controlplane.lag.Reports.atLeast;
import static io.holdfast.controlplane.lag.Reports.in;
import static io.holdfast.controlplane.lag.Reports.known;
import static io.holdfast.controlplane.lag.Reports.unknown;
import static io.holdfast.controlplane.lag.Reports.withoutFrontier;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisastersTest {
    @Test
    void eachDisasterIsJudgedByTheRepositoriesThatItLeaves() {
        assertEquals(
                List.of(
                        loss(Disaster.DATABASE, 1, "a"),
                        loss(Disaster.REGION, 20, "b"),
                        loss(Disaster.PROVIDER, 300, "c")),
                Disasters.losses(
                        AWS_EU,
                        List.of(
                                now(AWS_EU, known("a", 1)),
                                now(AWS_US, known("b", 20)),
                                now(GCP_US, known("c", 300)))));
    }

    @ParameterizedTest
    @CsvSource({
        // repository, database, outside of its region, outside of its provider
        "aws, us, aws, eu, true, false",
        "gcp, us, aws, eu, true, true",
        "gcp, eu, aws, eu, false, true",
        "AWS, EU, aws, eu, false, false",
        "' aws ', ' eu', aws, eu, false, false",
        "'', '', aws, eu, false, false",
        "aws, us, '', '', false, false",
        "'', us, aws, eu, true, false",
        "gcp, '', aws, eu, false, true",
        "'', '', '', '', false, false"
    })
    void onlyWhatIsKnownToDifferIsApart(
            String provider,
            String region,
            String databaseProvider,
            String databaseRegion,
            boolean outsideRegion,
            boolean outsideProvider) {
        var repository = new FailureDomain(provider, region);
        var database = new FailureDomain(databaseProvider, databaseRegion);

        assertEquals(outsideRegion, repository.isOutsideRegionOf(database));
        assertEquals(outsideProvider, repository.isOutsideProviderOf(database));
        assertEquals(outsideRegion, database.isOutsideRegionOf(repository));
        assertEquals(outsideProvider, database.isOutsideProviderOf(repository));
    }

    @Test
    void ofADatabaseThatMayBeAnywhereEveryDisasterTakesEverythingButTheLossOfItself() {
        assertEquals(
                List.of(
                        loss(Disaster.DATABASE, 1, "a"),
                        DisasterLoss.everything(Disaster.REGION),
                        DisasterLoss.everything(Disaster.PROVIDER)),
                Disasters.losses(FailureDomain.UNKNOWN, List.of(now(GCP_US, known("a", 1)))));
    }

    @Test
    void whatIsLostOrHasNoFrontierProtectsNothing() {
        assertEquals(
                DisasterLoss.everything(Disaster.DATABASE),
                ofDatabase(
                        in(RepositoryState.LOST, known("a", 1)), withoutFrontier(known("b", 1))));
        assertEquals(
                loss(Disaster.DATABASE, 500, "c"),
                ofDatabase(
                        in(RepositoryState.LOST, known("a", 1)),
                        withoutFrontier(known("b", 1)),
                        in(RepositoryState.SUSPENDED, known("c", 500))));
    }

    @Test
    void whatOneCertainlyHoldsIsNotHiddenByAnotherOfWhichNothingIsKnown() {
        assertEquals(loss(Disaster.DATABASE, 500, "a"), ofDatabase(known("a", 500), unknown("b")));
        assertEquals(
                loss(Disaster.DATABASE, 500, "a"), ofDatabase(known("a", 500), atLeast("b", 3)));
    }

    @Test
    void withoutAKnownLagTheLossIsUnknownAndAtLeastTheSmallestBound() {
        assertEquals(
                new DisasterLoss(
                        Disaster.DATABASE,
                        Optional.of(Duration.ofMillis(3)),
                        LossState.UNKNOWN,
                        Optional.of("b")),
                ofDatabase(atLeast("a", 500), atLeast("b", 3)));
        assertEquals(
                DisasterLoss.unknown(Disaster.DATABASE),
                ofDatabase(atLeast("a", 500), unknown("b")));
    }

    @Test
    void withoutARepositoryEverythingIsLost() {
        assertEquals(DisasterLoss.everything(Disaster.DATABASE), ofDatabase());
    }

    private static DisasterLoss ofDatabase(RepositoryLag... repositories) {
        List<RepositoryLagNow> now = Arrays.stream(repositories).map(r -> now(AWS_EU, r)).toList();
        return Disasters.losses(AWS_EU, now).getFirst();
    }

    private static RepositoryLagNow now(FailureDomain domain, RepositoryLag lag) {
        return new RepositoryLagNow(
                lag.repository(), domain, Optional.of(lag), lag.lag(), lag.isLagKnown());
    }

    private static DisasterLoss loss(Disaster disaster, long millis, String repository) {
        return new DisasterLoss(
                disaster,
                Optional.of(Duration.ofMillis(millis)),
                LossState.KNOWN,
                Optional.of(repository));
    }
}
