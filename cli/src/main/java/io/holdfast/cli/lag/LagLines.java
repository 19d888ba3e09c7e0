package io.holdfast.cli.lag;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.CapturePhase;
import io.holdfast.proto.v1.ClusterLag;
import io.holdfast.proto.v1.Disaster;
import io.holdfast.proto.v1.DisasterLoss;
import io.holdfast.proto.v1.LinkState;
import io.holdfast.proto.v1.LossState;
import io.holdfast.proto.v1.RepositoryLagNow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The picture of the lag as lines of text. What is not known is said to be unknown; a lower bound
 * is never shown as the lag.
 */
final class LagLines {
    private LagLines() {}

    static List<String> of(Collection<ClusterLag> clusters) {
        if (clusters.isEmpty()) {
            return List.of(
                    "No cluster is looked after yet. 'holdfast join-token create CLUSTER' begins.");
        }
        Table table =
                new Table(
                        "cluster",
                        "agent",
                        "capture",
                        ">lose the database",
                        ">its region",
                        ">its provider",
                        "repositories");
        List<String> failures = new ArrayList<>();
        for (ClusterLag cluster : clusters) {
            table.row(
                    cluster.getCluster(),
                    link(cluster),
                    phase(cluster),
                    loss(cluster, Disaster.DISASTER_DATABASE),
                    loss(cluster, Disaster.DISASTER_REGION),
                    loss(cluster, Disaster.DISASTER_PROVIDER),
                    repositories(cluster));
            failures.addAll(failures(cluster));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.addAll(failures);
        return lines;
    }

    private static String link(ClusterLag cluster) {
        return switch (cluster.getLink()) {
            case LINK_STATE_LIVE -> "live";
            case LINK_STATE_UNKNOWN ->
                    "silent for " + Human.duration(Times.of(cluster.getSilence()));
            case LINK_STATE_NEVER_HEARD -> "never heard";
            case LINK_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
        };
    }

    private static String phase(ClusterLag cluster) {
        if (cluster.getLink() != LinkState.LINK_STATE_LIVE) {
            return "unknown";
        }
        CapturePhase phase = cluster.getPhase();
        return phase == CapturePhase.CAPTURE_PHASE_UNSPECIFIED || phase == CapturePhase.UNRECOGNIZED
                ? "unknown"
                : phase.name().replace("CAPTURE_PHASE_", "").toLowerCase(Locale.ROOT);
    }

    private static String loss(ClusterLag cluster, Disaster disaster) {
        return cluster.getLossesList().stream()
                .filter(loss -> loss.getDisaster() == disaster)
                .findFirst()
                .map(LagLines::loss)
                .orElse("unknown");
    }

    private static String loss(DisasterLoss loss) {
        if (loss.getState() == LossState.LOSS_STATE_EVERYTHING) {
            return "everything";
        }
        if (!loss.hasLoss()) {
            return "unknown";
        }
        String text = Human.duration(Times.of(loss.getLoss()));
        return loss.getState() == LossState.LOSS_STATE_KNOWN ? text : "unknown, over " + text;
    }

    private static String repositories(ClusterLag cluster) {
        return String.join(
                ", ", cluster.getRepositoriesList().stream().map(LagLines::repository).toList());
    }

    private static String repository(RepositoryLagNow now) {
        String name = now.getRepository();
        if (!now.hasLag()) {
            return name + " unknown";
        }
        String lag = Human.duration(Times.of(now.getLag()));
        return name + (now.getLagKnown() ? " " + lag : " unknown, over " + lag);
    }

    private static List<String> failures(ClusterLag cluster) {
        List<String> lines = new ArrayList<>();
        if (cluster.hasFailure()) {
            lines.add(line(cluster.getCluster(), cluster.getFailure()));
        }
        for (RepositoryLagNow repository : cluster.getRepositoriesList()) {
            if (repository.getReported().hasFailure()) {
                lines.add(
                        line(
                                cluster.getCluster() + ", repository " + repository.getRepository(),
                                repository.getReported().getFailure()));
            }
        }
        return lines;
    }

    private static String line(String whose, io.holdfast.proto.v1.Failure failure) {
        return whose + ": " + failure.getMessage() + ". " + failure.getHint();
    }
}
