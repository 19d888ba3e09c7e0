package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.CreateUserRequest;
import io.holdfast.proto.v1.CreateUserResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast user add}. */
@Command(
        name = "add",
        description = "Create a user. The password is made up, and shown this once.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user add alice --role operator")
public final class UserAddCommand implements Runnable {
    @Parameters(paramLabel = "NAME", description = "1 to 63 of a-z, 0-9, '.', '_' and '-'.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            description = "viewer, operator, recovery, admin or auditor.")
    private String role;

    private final Output output;
    private final Logins logins;

    public UserAddCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        CreateUserRequest request =
                CreateUserRequest.newBuilder().setName(name).setRole(Roles.parse(role)).build();
        try (PlaneConnection connection = logins.open()) {
            CreateUserResponse made =
                    connection.call(AccessGrpc::newBlockingStub, stub -> stub.createUser(request));
            output.result(
                    MessageTree.of(made),
                    () ->
                            output.line(
                                    "User %s (%s) was created. The password, shown this once: %s"
                                            .formatted(name, role, made.getPassword())));
        }
    }
}
