package io.holdfast.controlplane.lag;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What agents in these tests say. */
final class Reports {
    static final FailureDomain AWS_EU = new FailureDomain("aws", "eu");
    static final FailureDomain AWS_US = new FailureDomain("aws", "us");
    static final FailureDomain GCP_US = new FailureDomain("gcp", "us");
    static final Map<String, FailureDomain> NEAR_AND_FAR = Map.of("near", AWS_EU, "far", GCP_US);

    private Reports() {}

    static RepositoryLag known(String repository, long millis) {
        return lag(repository, Optional.of(Duration.ofMillis(millis)), true);
    }

    static RepositoryLag atLeast(String repository, long millis) {
        return lag(repository, Optional.of(Duration.ofMillis(millis)), false);
    }

    static RepositoryLag unknown(String repository) {
        return lag(repository, Optional.empty(), false);
    }

    private static RepositoryLag lag(String repository, Optional<Duration> lag, boolean isKnown) {
        return new RepositoryLag(
                repository,
                RepositoryState.COUNTED,
                Optional.of(new Lsn(16)),
                lag,
                isKnown,
                0,
                Optional.empty());
    }

    static RepositoryLag in(RepositoryState state, RepositoryLag lag) {
        return new RepositoryLag(
                lag.repository(),
                state,
                lag.frontier(),
                lag.lag(),
                lag.isLagKnown(),
                lag.bytesBehind(),
                lag.failure());
    }

    static RepositoryLag withoutFrontier(RepositoryLag lag) {
        return new RepositoryLag(
                lag.repository(),
                lag.state(),
                Optional.empty(),
                lag.lag(),
                lag.isLagKnown(),
                lag.bytesBehind(),
                lag.failure());
    }

    static LagReport streaming(int epoch, RepositoryLag... repositories) {
        return report(
                CapturePhase.STREAMING, Optional.of(new EpochId(epoch, 7)), List.of(repositories));
    }

    static LagReport beginning(RepositoryLag... repositories) {
        return report(CapturePhase.BEGINNING, Optional.empty(), List.of(repositories));
    }

    static LagReport stopped(RepositoryLag... repositories) {
        return report(CapturePhase.STOPPED, Optional.empty(), List.of(repositories));
    }

    static LagReport standby() {
        return report(CapturePhase.STANDBY, Optional.empty(), List.of());
    }

    private static LagReport report(
            CapturePhase phase, Optional<EpochId> epoch, List<RepositoryLag> repositories) {
        return new LagReport(
                phase,
                Optional.empty(),
                Optional.empty(),
                repositories,
                Optional.empty(),
                Optional.empty(),
                epoch);
    }
}
