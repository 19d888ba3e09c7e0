package io.holdfast.cli.alert;

import com.google.protobuf.Timestamp;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.StartMaintenanceRequest;
import io.holdfast.proto.v1.StartMaintenanceResponse;
import io.holdfast.settings.value.Durations;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast maintenance start}. */
@Command(
        name = "start",
        description =
                "Begin a time in which nobody is told of a cluster's alerts. They are shown all the"
                        + " same, and told if they fire when it has ended.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast maintenance start bank --for 2h --reason 'new disks'")
public final class MaintenanceStartCommand implements Runnable {
    @ArgGroup(multiplicity = "1")
    private Whose whose;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            required = true,
            description = "For how long, up to 7d.")
    private String length;

    @Option(names = "--reason", required = true, description = "Why: kept in the audit log.")
    private String reason;

    /** One cluster, or all. */
    static final class Whose {
        @Parameters(paramLabel = "CLUSTER", description = "The cluster.")
        private @Nullable String cluster;

        @Option(names = "--all", description = "All clusters.")
        private boolean isAll;
    }

    private final Output output;
    private final Logins logins;
    private final InstantSource clock;

    public MaintenanceStartCommand(Output output, Logins logins, InstantSource clock) {
        this.output = output;
        this.logins = logins;
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant until = clock.instant().plus(Durations.parse(length));
        StartMaintenanceRequest.Builder request =
                StartMaintenanceRequest.newBuilder()
                        .setUntil(Timestamp.newBuilder().setSeconds(until.getEpochSecond()))
                        .setReason(reason);
        String cluster = whose.cluster;
        if (cluster != null && !whose.isAll) {
            request.setCluster(cluster);
        }
        try (PlaneConnection connection = logins.open()) {
            StartMaintenanceResponse started =
                    connection.call(
                            AlertsGrpc::newBlockingStub,
                            stub -> stub.startMaintenance(request.build()));
            output.result(
                    MessageTree.of(started),
                    () ->
                            output.line(
                                    "Nobody is told of %s until %s: maintenance %s."
                                            .formatted(
                                                    cluster == null ? "any cluster" : cluster,
                                                    Human.time(
                                                            Times.of(
                                                                    started.getWindow()
                                                                            .getUntil())),
                                                    started.getWindow().getId())));
        }
    }
}
