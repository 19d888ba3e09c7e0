package io.holdfast.cli.access;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.ListUsersRequest;
import io.holdfast.proto.v1.ListUsersResponse;
import io.holdfast.proto.v1.User;
import picocli.CommandLine.Command;

/** {@code holdfast user list}. */
@Command(
        name = "list",
        description = "List the users.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user list")
public final class UserListCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public UserListCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListUsersResponse users =
                    connection.call(
                            AccessGrpc::newBlockingStub,
                            stub -> stub.listUsers(ListUsersRequest.getDefaultInstance()));
            output.result(MessageTree.of(users), () -> print(users));
        }
    }

    private void print(ListUsersResponse users) {
        Table table = new Table("user", "role", "created", "last login");
        for (User user : users.getUsersList()) {
            table.row(
                    user.getName(),
                    Roles.name(user.getRole()),
                    Human.time(Times.of(user.getCreatedAt())),
                    user.hasLastLoginAt() ? Human.time(Times.of(user.getLastLoginAt())) : "never");
        }
        table.lines().forEach(output::line);
    }
}
