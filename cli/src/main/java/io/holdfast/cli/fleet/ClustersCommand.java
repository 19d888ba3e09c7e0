package io.holdfast.cli.fleet;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.BackupStanding;
import io.holdfast.proto.v1.Cluster;
import io.holdfast.proto.v1.Finding;
import io.holdfast.proto.v1.FleetGrpc;
import io.holdfast.proto.v1.Instance;
import io.holdfast.proto.v1.InstanceRole;
import io.holdfast.proto.v1.ListClustersRequest;
import io.holdfast.proto.v1.ListClustersResponse;
import java.time.InstantSource;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code holdfast clusters}. */
@Command(
        name = "clusters",
        description =
                "List the clusters that the control plane looks after, their instances, and the"
                        + " settings that endanger their recovery.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast clusters")
public final class ClustersCommand implements Runnable {
    private final Output output;
    private final Logins logins;
    private final InstantSource clock;

    public ClustersCommand(Output output, Logins logins, InstantSource clock) {
        this.output = output;
        this.logins = logins;
        this.clock = clock;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListClustersResponse clusters =
                    connection.call(
                            FleetGrpc::newBlockingStub,
                            stub -> stub.listClusters(ListClustersRequest.getDefaultInstance()));
            output.result(MessageTree.of(clusters), () -> print(clusters));
        }
    }

    private void print(ListClustersResponse clusters) {
        Table table =
                new Table(
                        "cluster",
                        "instance",
                        "role",
                        "PostgreSQL",
                        "agent",
                        "last heard",
                        "policy",
                        "last backup");
        for (Cluster cluster : clusters.getClustersList()) {
            for (Instance instance : cluster.getInstancesList()) {
                table.row(
                        cluster.getId(),
                        instance.getName(),
                        role(instance.getRole()),
                        version(instance.getPostgresVersion()),
                        instance.getConnected() ? "connected" : "not connected",
                        instance.hasLastHeardAt()
                                ? Human.ago(Times.of(instance.getLastHeardAt()), clock.instant())
                                : "never",
                        policy(cluster, instance),
                        backups(cluster.getBackups()));
            }
        }
        table.lines().forEach(output::line);
        clusters.getClustersList().forEach(this::findings);
    }

    private static String policy(Cluster cluster, Instance instance) {
        if (cluster.getPolicy().isEmpty()) {
            return "none";
        }
        boolean isTaken =
                cluster.getPolicy().equals(instance.getPolicy())
                        && cluster.getPolicyVersion() == instance.getPolicyVersion();
        return cluster.getPolicy() + (isTaken ? "" : ", not taken yet");
    }

    private String backups(BackupStanding standing) {
        String last =
                standing.hasLastCompleteAt()
                        ? Human.ago(Times.of(standing.getLastCompleteAt()), clock.instant())
                        : "none known";
        return standing.hasLateSince()
                ? last + ", one is late since " + Human.time(Times.of(standing.getLateSince()))
                : last;
    }

    private void findings(Cluster cluster) {
        for (Instance instance : cluster.getInstancesList()) {
            if (instance.hasPolicyRefusal()) {
                output.line(
                        "%s/%s: %s. %s"
                                .formatted(
                                        cluster.getId(),
                                        instance.getName(),
                                        instance.getPolicyRefusal().getMessage(),
                                        instance.getPolicyRefusal().getHint()));
            }
            for (Finding finding : instance.getFindingsList()) {
                output.line(
                        "%s/%s: %s. %s"
                                .formatted(
                                        cluster.getId(),
                                        instance.getName(),
                                        finding.getMessage(),
                                        finding.getHint()));
            }
        }
    }

    private static String role(InstanceRole role) {
        return role == InstanceRole.INSTANCE_ROLE_PRIMARY
                        || role == InstanceRole.INSTANCE_ROLE_STANDBY
                ? role.name().replace("INSTANCE_ROLE_", "").toLowerCase(Locale.ROOT)
                : "unknown";
    }

    /** {@code server_version_num} as people write it: 180006 is 18.6. */
    private static String version(int number) {
        return number == 0 ? "unknown" : number / 10_000 + "." + number % 10_000;
    }
}
