package io.holdfast.cli.access;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.WhoAmIRequest;
import io.holdfast.proto.v1.WhoAmIResponse;
import picocli.CommandLine.Command;

/** {@code holdfast whoami}. */
@Command(
        name = "whoami",
        description = "Ask the control plane who you are to it, and what you may do.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast whoami")
public final class WhoAmICommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public WhoAmICommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            WhoAmIResponse me =
                    connection.call(
                            AccessGrpc::newBlockingStub,
                            stub -> stub.whoAmI(WhoAmIRequest.getDefaultInstance()));
            output.result(
                    MessageTree.of(me),
                    () ->
                            output.line(
                                    "%s at %s: %s, until %s."
                                            .formatted(
                                                    me.getUser(),
                                                    connection.address(),
                                                    Roles.name(me.getRole()),
                                                    Human.time(Times.of(me.getExpiresAt())))));
        }
    }
}
