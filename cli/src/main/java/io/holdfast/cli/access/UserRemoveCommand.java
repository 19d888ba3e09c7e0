package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.DeleteUserRequest;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast user remove}. */
@Command(
        name = "remove",
        description = "Delete a user and all its tokens.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user remove alice")
public final class UserRemoveCommand implements Runnable {
    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name;

    private final Output output;
    private final Logins logins;

    public UserRemoveCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        DeleteUserRequest request = DeleteUserRequest.newBuilder().setName(name).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(AccessGrpc::newBlockingStub, stub -> stub.deleteUser(request));
            output.result(
                    Map.of("removed", name),
                    () -> output.line("User %s was removed.".formatted(name)));
        }
    }
}
