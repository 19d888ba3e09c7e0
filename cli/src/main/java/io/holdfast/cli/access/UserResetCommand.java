package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.ResetPasswordRequest;
import io.holdfast.proto.v1.ResetPasswordResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast user reset}. */
@Command(
        name = "reset",
        description =
                "Give a user a new password, made up and shown this once, and revoke all its"
                        + " tokens.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user reset alice")
public final class UserResetCommand implements Runnable {
    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name;

    private final Output output;
    private final Logins logins;

    public UserResetCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ResetPasswordRequest request = ResetPasswordRequest.newBuilder().setName(name).build();
        try (PlaneConnection connection = logins.open()) {
            ResetPasswordResponse reset =
                    connection.call(
                            AccessGrpc::newBlockingStub, stub -> stub.resetPassword(request));
            output.result(
                    MessageTree.of(reset),
                    () ->
                            output.line(
                                    "The new password of user %s, shown this once: %s"
                                            .formatted(name, reset.getPassword())));
        }
    }
}
