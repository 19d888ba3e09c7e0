package io.holdfast.cli.access;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Login;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.LogoutRequest;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code holdfast logout}. */
@Command(
        name = "logout",
        description = "Revoke the token of the last login, and forget it.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast logout")
public final class LogoutCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public LogoutCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        Optional<Login> login = logins.file().read();
        login.ifPresent(LogoutCommand::revoke);
        logins.file().delete();
        output.result(
                Map.of("loggedOut", login.isPresent()),
                () ->
                        output.line(
                                login.map(known -> "Logged out: " + known + ".")
                                        .orElse("Nobody was logged in.")));
    }

    private static void revoke(Login login) {
        try (PlaneConnection connection = PlaneConnection.open(login)) {
            connection.call(
                    AccessGrpc::newBlockingStub,
                    stub -> stub.logout(LogoutRequest.getDefaultInstance()));
        } catch (HoldfastException e) {
            // it has expired, or was revoked: nothing is left to do there
            if (!e.code().equals("not-authenticated")) {
                throw e;
            }
        }
    }
}
