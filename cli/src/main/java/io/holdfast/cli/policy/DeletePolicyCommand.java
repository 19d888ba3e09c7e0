package io.holdfast.cli.policy;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.DeletePolicyRequest;
import io.holdfast.proto.v1.PoliciesGrpc;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast delete policy}. */
@Command(
        name = "policy",
        description = "Delete a policy. Its versions can still be read.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast delete policy payments")
public final class DeletePolicyCommand implements Runnable {
    @Parameters(paramLabel = "NAME", description = "The policy.")
    private String name;

    private final Output output;
    private final Logins logins;

    public DeletePolicyCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        DeletePolicyRequest request = DeletePolicyRequest.newBuilder().setName(name).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(PoliciesGrpc::newBlockingStub, stub -> stub.deletePolicy(request));
            output.result(
                    Map.of("deleted", name),
                    () -> output.line("The policy %s was deleted.".formatted(name)));
        }
    }
}
