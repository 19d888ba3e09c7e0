package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.job.Standing;
import io.holdfast.controlplane.lag.ClusterLag;
import io.holdfast.controlplane.lag.Disaster;
import io.holdfast.controlplane.policy.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the database said last. While it cannot be reached, that holds.
 *
 * @param isLeader whether this process judges what each could
 */
record Known(
        List<Fleet.Cluster> clusters,
        Map<String, Policies.InForce> policies,
        Map<String, BackupRuns.Newest> runs,
        List<MaintenanceWindows.Window> windows,
        boolean isLeader) {
    /** How much later others may say that they heard an agent. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    static final Known NOTHING = new Known(List.of(), Map.of(), Map.of(), List.of(), false);

    /** What may be lost of a cluster. */
    Map<Disaster, Duration> objectives(String cluster) {
        return policies.getOrDefault(cluster, Policies.InForce.NONE).mayLose();
    }

    Standing standing(Fleet.Cluster cluster, Instant now) {
        return Standing.of(
                policies.getOrDefault(cluster.id(), Policies.InForce.NONE),
                cluster.joinedAt(),
                Optional.ofNullable(runs.get(cluster.id())),
                now);
    }

    /** Whether another process heard an agent of the cluster since this one did. */
    boolean isHeardElsewhere(ClusterLag lag, Instant now) {
        Instant here = lag.silence().map(now::minus).orElse(Instant.MIN);
        return lastHeard(lag.cluster())
                .filter(heard -> here.equals(Instant.MIN) || heard.isAfter(here.plus(MARGIN)))
                .filter(heard -> heard.isAfter(now.minus(MARGIN.multipliedBy(2))))
                .isPresent();
    }

    /** When any process heard an agent of the cluster last. */
    Optional<Instant> lastHeard(String cluster) {
        return clusters.stream()
                .filter(known -> known.id().equals(cluster))
                .flatMap(known -> known.instances().stream())
                .map(Fleet.Instance::lastHeardAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo);
    }

    boolean isQuiet(String cluster, Instant now) {
        return windows.stream().anyMatch(window -> window.covers(cluster, now));
    }
}
