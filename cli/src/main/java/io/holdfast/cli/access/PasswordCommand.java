package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.ChangePasswordRequest;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast password}. */
@Command(
        name = "password",
        description = "Change your own password. All your other tokens are revoked.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast password")
public final class PasswordCommand implements Runnable {
    @Mixin private PasswordOption current;

    @Option(
            names = "--new-password-file",
            paramLabel = "FILE",
            description =
                    "A file that holds the new password, of at least 12 characters. Default: it is"
                            + " asked for.")
    private @Nullable Path file;

    private final Output output;
    private final Logins logins;

    public PasswordCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ChangePasswordRequest request =
                ChangePasswordRequest.newBuilder()
                        .setCurrent(current.read("Current password"))
                        .setReplacement(PasswordOption.read(file, "New password"))
                        .build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(AccessGrpc::newBlockingStub, stub -> stub.changePassword(request));
        }
        output.result(Map.of("changed", true), () -> output.line("The password was changed."));
    }
}
