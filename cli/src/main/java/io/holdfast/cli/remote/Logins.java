package io.holdfast.cli.remote;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * By which login commands make their calls: what {@code HOLDFAST_URL}, {@code HOLDFAST_TOKEN} and
 * {@code HOLDFAST_CA_FILE} say, for automation; else what {@code holdfast login} kept.
 */
public final class Logins {
    private final Function<String, @Nullable String> environment;
    private final LoginFile file;

    /**
     * @param environment a variable's name to its value, or null
     */
    public Logins(Function<String, @Nullable String> environment) {
        this.environment = environment;
        this.file = LoginFile.of(environment);
    }

    /** Where a login is kept. */
    public LoginFile file() {
        return file;
    }

    /** Connects; the caller closes it. */
    public PlaneConnection open() {
        return PlaneConnection.open(current());
    }

    private Login current() {
        String url = environment.apply("HOLDFAST_URL");
        if (url != null && !url.isBlank()) {
            return automation(PlaneAddress.parse(url));
        }
        return file.read()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.ACCESS,
                                        "not-logged-in",
                                        "there is no login to a control plane",
                                        "Run 'holdfast login', or set HOLDFAST_URL, HOLDFAST_TOKEN"
                                                + " and HOLDFAST_CA_FILE."));
    }

    private Login automation(PlaneAddress address) {
        String token = required("HOLDFAST_TOKEN", "the token");
        Path ca = Path.of(required("HOLDFAST_CA_FILE", "the PEM file of the authority to trust"));
        return new Login(address, pem(ca), "automation", token, Instant.MAX);
    }

    private String required(String name, String what) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.CONFIGURATION,
                                        "environment-incomplete",
                                        "HOLDFAST_URL is set, and " + name + " is not",
                                        "Set "
                                                + name
                                                + " to "
                                                + what
                                                + ", or unset HOLDFAST_URL."));
    }

    /** The certificates in a file. */
    public static String pem(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "authority-unreadable",
                    "cannot read the certificate of the authority in " + file + ": " + e,
                    "Name the PEM file that the control plane wrote to ca.pem in its state"
                            + " directory.",
                    e);
        }
    }
}
