package io.holdfast.cli.fleet;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.CreateJoinTokenRequest;
import io.holdfast.proto.v1.CreateJoinTokenResponse;
import io.holdfast.proto.v1.FleetGrpc;
import io.holdfast.settings.value.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast join-token create}. */
@Command(
        name = "create",
        description =
                "Make a token that enrols one agent of a cluster, and print the command for the"
                        + " database's host.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast join-token create bank --valid 30m")
public final class JoinTokenCreateCommand implements Runnable {
    @Parameters(paramLabel = "CLUSTER", description = "The cluster's id. It may be a new one.")
    private String cluster;

    @Option(
            names = "--valid",
            paramLabel = "DURATION",
            defaultValue = "30m",
            description = "For how long, from 1m to 1d. Default: ${DEFAULT-VALUE}.")
    private String valid;

    private final Output output;
    private final Logins logins;

    public JoinTokenCreateCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        CreateJoinTokenRequest request =
                CreateJoinTokenRequest.newBuilder()
                        .setCluster(cluster)
                        .setLifetime(Times.of(Durations.parse(valid)))
                        .build();
        try (PlaneConnection connection = logins.open()) {
            CreateJoinTokenResponse made =
                    connection.call(
                            FleetGrpc::newBlockingStub, stub -> stub.createJoinToken(request));
            output.result(MessageTree.of(made), () -> print(made));
        }
    }

    private void print(CreateJoinTokenResponse made) {
        output.line(
                "Enrol one agent of cluster %s until %s. On the database's host:"
                        .formatted(
                                made.getToken().getCluster(),
                                Human.time(Times.of(made.getToken().getExpiresAt()))));
        output.line("");
        output.line(
                "  holdfast agent join --url %s --ca-pin %s --token %s"
                        .formatted(made.getUrl(), made.getCaPin(), made.getSecret()));
    }
}
