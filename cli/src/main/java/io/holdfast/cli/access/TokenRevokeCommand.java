package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.RevokeTokenRequest;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast token revoke}. */
@Command(
        name = "revoke",
        description = "Make a token useless, at once.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast token revoke 7c1e0d52")
public final class TokenRevokeCommand implements Runnable {
    @Parameters(
            paramLabel = "ID",
            description = "The token's id, as 'holdfast token list' shows it.")
    private String id;

    private final Output output;
    private final Logins logins;

    public TokenRevokeCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        RevokeTokenRequest request = RevokeTokenRequest.newBuilder().setId(id).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(AccessGrpc::newBlockingStub, stub -> stub.revokeToken(request));
            output.result(
                    Map.of("revoked", id), () -> output.line("Token " + id + " was revoked."));
        }
    }
}
