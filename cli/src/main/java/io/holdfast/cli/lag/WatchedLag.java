package io.holdfast.cli.lag;

import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.ClusterLag;
import io.holdfast.proto.v1.WatchLagResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a watcher knows: the newest of every cluster, and whether it still hears anything. */
final class WatchedLag {
    private static final Duration PULSE_MISSED = Duration.ofSeconds(4);

    private final Map<String, Told> clusters = new TreeMap<>();
    private Optional<Instant> heardAt = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private @Nullable HoldfastException refusal;

    private record Told(ClusterLag lag, Instant at) {}

    /**
     * @param isFirst of a connection: it holds every cluster that there is
     */
    synchronized void take(WatchLagResponse answer, boolean isFirst, Instant now) {
        if (isFirst) {
            clusters.clear();
        }
        answer.getClustersList()
                .forEach(cluster -> clusters.put(cluster.getCluster(), new Told(cluster, now)));
        answer.getGoneList().forEach(clusters::remove);
        heardAt = Optional.of(now);
        trouble = Optional.empty();
    }

    synchronized void lost(HoldfastException e) {
        trouble = Optional.of(String.valueOf(e.getMessage()));
    }

    /** There is no use in asking again. */
    synchronized void refused(HoldfastException e) {
        refusal = e;
    }

    synchronized void throwIfRefused() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** By id; what is silent goes on growing. */
    synchronized List<ClusterLag> clusters(Instant now) {
        return clusters.values().stream()
                .map(told -> Silence.after(told.lag(), Duration.between(told.at(), now)))
                .toList();
    }

    /** When the newest answer came; empty if none ever did. */
    synchronized Optional<Instant> heardAt() {
        return heardAt;
    }

    /** Why nothing is heard now; empty while it is. */
    synchronized Optional<String> trouble(Instant now) {
        if (trouble.isPresent()) {
            return trouble;
        }
        return heardAt.map(at -> Duration.between(at, now))
                .filter(silence -> silence.compareTo(PULSE_MISSED) > 0)
                .map(
                        silence ->
                                "The control plane has said nothing for "
                                        + silence.toSeconds()
                                        + " s.");
    }
}
