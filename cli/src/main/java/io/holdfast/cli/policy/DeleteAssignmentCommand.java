package io.holdfast.cli.policy;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.DeleteAssignmentRequest;
import io.holdfast.proto.v1.PoliciesGrpc;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast delete assignment}. */
@Command(
        name = "assignment",
        description =
                "Take the policy from a cluster: its agents go on by their own configuration.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast delete assignment bank")
public final class DeleteAssignmentCommand implements Runnable {
    @Parameters(paramLabel = "CLUSTER", description = "The cluster.")
    private String cluster;

    private final Output output;
    private final Logins logins;

    public DeleteAssignmentCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        DeleteAssignmentRequest request =
                DeleteAssignmentRequest.newBuilder().setCluster(cluster).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(PoliciesGrpc::newBlockingStub, stub -> stub.deleteAssignment(request));
            output.result(
                    Map.of("deleted", cluster),
                    () -> output.line("The cluster %s has no policy any more.".formatted(cluster)));
        }
    }
}
