package io.holdfast.cli.fleet;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.FleetGrpc;
import io.holdfast.proto.v1.RevokeJoinTokenRequest;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast join-token revoke}. */
@Command(
        name = "revoke",
        description = "Make a join token useless.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast join-token revoke 5b0c2f11")
public final class JoinTokenRevokeCommand implements Runnable {
    @Parameters(paramLabel = "ID", description = "As 'holdfast join-token list' shows it.")
    private String id;

    private final Output output;
    private final Logins logins;

    public JoinTokenRevokeCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        RevokeJoinTokenRequest request = RevokeJoinTokenRequest.newBuilder().setId(id).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(FleetGrpc::newBlockingStub, stub -> stub.revokeJoinToken(request));
            output.result(
                    Map.of("revoked", id), () -> output.line("Join token " + id + " was revoked."));
        }
    }
}
