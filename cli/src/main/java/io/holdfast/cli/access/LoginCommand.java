package io.holdfast.cli.access;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Login;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PinnedAuthority;
import io.holdfast.cli.remote.PlaneAddress;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.LoginRequest;
import io.holdfast.proto.v1.LoginResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast login}. */
@Command(
        name = "login",
        description = {
            "Log in to a control plane. The token is kept in ~/.config/holdfast/login.json, which"
                    + " only you can read, for the commands that follow.",
            "Whom to trust is named once, by the pin that the control plane prints when it starts,"
                    + " or by a PEM file; a later login to the same address remembers it."
        },
        footerHeading = "%nExample:%n",
        footer =
                "  holdfast login --url https://holdfast.example.com:7440 --user alice --ca-pin"
                        + " sha256:3f5c...")
public final class LoginCommand implements Runnable {
    @Option(
            names = "--url",
            required = true,
            description = "Where the control plane's API listens.")
    private String url;

    @Option(names = "--user", required = true, description = "The name of the user.")
    private String user;

    @Option(
            names = "--ca-pin",
            paramLabel = "PIN",
            description = "sha256: and the digits of the authority's certificate.")
    private @Nullable String pin;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "A PEM file of the authority to trust, in place of the pin.")
    private @Nullable Path caFile;

    @Mixin private PasswordOption password;

    private final Output output;
    private final Logins logins;

    public LoginCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        PlaneAddress address = PlaneAddress.parse(url);
        String ca = authority(address);
        LoginRequest request =
                LoginRequest.newBuilder()
                        .setUser(user)
                        .setPassword(password.read("Password of " + user))
                        .build();
        LoginResponse response;
        try (PlaneConnection connection = PlaneConnection.anonymous(address, ca)) {
            response = connection.call(AccessGrpc::newBlockingStub, stub -> stub.login(request));
        }
        Login login =
                new Login(
                        address, ca, user, response.getToken(), Times.of(response.getExpiresAt()));
        logins.file().write(login);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("url", address.toString());
        answer.put("user", user);
        answer.put("role", Roles.name(response.getRole()));
        answer.put("expiresAt", login.expiresAt());
        output.result(
                answer,
                () ->
                        output.line(
                                "Logged in to %s as %s (%s), until %s."
                                        .formatted(
                                                address,
                                                user,
                                                Roles.name(response.getRole()),
                                                Human.time(login.expiresAt()))));
    }

    private String authority(PlaneAddress address) {
        if (caFile != null) {
            return Logins.pem(caFile);
        }
        if (pin != null) {
            return PinnedAuthority.fetch(address, pin);
        }
        return logins.file()
                .read()
                .filter(known -> known.address().equals(address))
                .map(Login::ca)
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.USER,
                                        "authority-missing",
                                        "nothing says whom to trust at " + address,
                                        "Give --ca-pin with what the control plane printed when it"
                                                + " started, or --ca-file with ca.pem from its state"
                                                + " directory."));
    }
}
