package io.holdfast.cli.policy;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.ListAssignmentsRequest;
import io.holdfast.proto.v1.ListAssignmentsResponse;
import io.holdfast.proto.v1.PoliciesGrpc;
import picocli.CommandLine.Command;

/** {@code holdfast get assignment}. */
@Command(
        name = "assignment",
        description = "List the clusters that have a policy.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast get assignment")
public final class GetAssignmentCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public GetAssignmentCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListAssignmentsResponse all =
                    connection.call(
                            PoliciesGrpc::newBlockingStub,
                            stub ->
                                    stub.listAssignments(
                                            ListAssignmentsRequest.getDefaultInstance()));
            output.result(
                    MessageTree.of(all),
                    () -> {
                        Table table = new Table("cluster", "policy");
                        all.getAssignmentsList()
                                .forEach(one -> table.row(one.getCluster(), one.getPolicy()));
                        table.lines().forEach(output::line);
                    });
        }
    }
}
