package io.holdfast.cli.access;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.CreateTokenRequest;
import io.holdfast.proto.v1.CreateTokenResponse;
import io.holdfast.settings.value.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast token create}. */
@Command(
        name = "create",
        description = {
            "Make a token for automation, with at most your own role. It is shown this once.",
            "Programs set HOLDFAST_URL, HOLDFAST_TOKEN and HOLDFAST_CA_FILE, or send the header"
                    + " 'authorization: Bearer TOKEN'."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast token create --purpose 'nightly report' --role viewer --valid 90d")
public final class TokenCreateCommand implements Runnable {
    @Option(names = "--purpose", required = true, description = "What it is for.")
    private String purpose;

    @Option(
            names = "--role",
            required = true,
            description = "viewer, operator, recovery, admin or auditor.")
    private String role;

    @Option(
            names = "--valid",
            paramLabel = "DURATION",
            defaultValue = "90d",
            description = "For how long, at most 366d. Default: ${DEFAULT-VALUE}.")
    private String valid;

    private final Output output;
    private final Logins logins;

    public TokenCreateCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        CreateTokenRequest request =
                CreateTokenRequest.newBuilder()
                        .setPurpose(purpose)
                        .setRole(Roles.parse(role))
                        .setLifetime(Times.of(Durations.parse(valid)))
                        .build();
        try (PlaneConnection connection = logins.open()) {
            CreateTokenResponse made =
                    connection.call(AccessGrpc::newBlockingStub, stub -> stub.createToken(request));
            output.result(MessageTree.of(made), () -> print(made));
        }
    }

    private void print(CreateTokenResponse made) {
        output.line(
                "Token %s (%s) is valid until %s. It is shown this once:"
                        .formatted(
                                made.getToken().getId(),
                                Roles.name(made.getToken().getRole()),
                                Human.time(Times.of(made.getToken().getExpiresAt()))));
        output.line(made.getSecret());
    }
}
