package io.holdfast.cli.plane;

import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.run.StateDirectory;
import io.holdfast.embedded.postgres.AuthMethod;
import io.holdfast.embedded.postgres.ConnectionInfo;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.pgclient.SslMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A PostgreSQL in the control plane's state directory, for one machine: it listens on the loopback
 * address, asks for a password that only the owner can read, and stops with the control plane.
 */
final class OwnDatabase implements AutoCloseable {
    private static final int MAJOR = 18;
    private static final int PASSWORD_BYTES = 24;
    private static final String PASSWORD_FILE = "postgres.password";

    private final EmbeddedPostgres server;
    private final String password;

    private OwnDatabase(EmbeddedPostgres server, String password) {
        server.stayAtExit();
        this.server = server;
        this.password = password;
    }

    /** Starts it; the first time, makes it. */
    static OwnDatabase start(StateDirectory state, RandomGenerator random) {
        Path data = state.path().resolve("postgres");
        Optional<String> password = state.find(PASSWORD_FILE);
        Predecessor.awaitEnd(data);
        return password.isPresent()
                ? new OwnDatabase(
                        EmbeddedPostgres.open(MAJOR, data)
                                .login("postgres", password.get())
                                .start(),
                        password.get())
                : make(state, data, newPassword(random));
    }

    // The password is kept last: a cluster without it was left half made, or its password was lost.
    private static OwnDatabase make(StateDirectory state, Path data, String password) {
        if (Files.exists(data)) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "own-database-without-password",
                    "there is a PostgreSQL in " + data + ", and no " + PASSWORD_FILE + " for it",
                    "Put that file back. If the very first start was interrupted, nothing is in it"
                            + " yet: remove that directory.");
        }
        OwnDatabase made =
                new OwnDatabase(
                        EmbeddedPostgres.builder(MAJOR)
                                .dataDirectory(data)
                                .password(password, AuthMethod.SCRAM_SHA_256)
                                .start(),
                        password);
        try {
            state.keep(PASSWORD_FILE, password + "\n");
        } catch (HoldfastException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private static String newPassword(RandomGenerator random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    DatabaseAddress address() {
        ConnectionInfo info = server.connectionInfo();
        return new DatabaseAddress(
                info.host(),
                info.port(),
                info.database(),
                info.user(),
                password,
                SslMode.DISABLE,
                null);
    }

    /** Stops it in good order. */
    @Override
    public void close() {
        server.stop(StopMode.FAST);
        server.close();
    }
}
