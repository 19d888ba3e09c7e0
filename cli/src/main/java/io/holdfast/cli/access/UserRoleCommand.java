package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.SetUserRoleRequest;
import io.holdfast.proto.v1.SetUserRoleResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast user role}. */
@Command(
        name = "role",
        description = "Give a user another role. Its tokens follow at once.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user role alice recovery")
public final class UserRoleCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "ROLE",
            description = "viewer, operator, recovery, admin or auditor.")
    private String role;

    private final Output output;
    private final Logins logins;

    public UserRoleCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        SetUserRoleRequest request =
                SetUserRoleRequest.newBuilder().setName(name).setRole(Roles.parse(role)).build();
        try (PlaneConnection connection = logins.open()) {
            SetUserRoleResponse changed =
                    connection.call(AccessGrpc::newBlockingStub, stub -> stub.setUserRole(request));
            output.result(
                    MessageTree.of(changed),
                    () -> output.line("User %s has the role %s now.".formatted(name, role)));
        }
    }
}
