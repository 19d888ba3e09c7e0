package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A cluster at one moment.
 *
 * @param instance who captures; empty if nobody says so
 * @param silence how long the agent that speaks for the cluster has told nothing; empty if it never
 *     has
 * @param phase what that agent said last; empty if it never did
 * @param repositories by name
 * @param losses by database, region, provider
 */
public record ClusterLag(
        String cluster,
        Optional<String> instance,
        LinkState link,
        Optional<Duration> silence,
        Optional<CapturePhase> phase,
        List<RepositoryLagNow> repositories,
        List<DisasterLoss> losses,
        Optional<SlotReport> slot,
        Optional<Failure> failure) {}
