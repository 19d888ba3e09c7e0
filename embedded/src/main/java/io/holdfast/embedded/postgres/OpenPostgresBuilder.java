package io.holdfast.embedded.postgres;

import io.holdfast.error.HoldfastException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server over a data directory that exists already, and that stays when it is closed. */
public final class OpenPostgresBuilder {
    private final int major;
    private final Path data;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String user = EmbeddedPostgresBuilder.USER;
    private @Nullable String password;
    private Duration startTimeout = Duration.ofSeconds(60);

    OpenPostgresBuilder(int major, Path data) {
        this.major = major;
        this.data = data.toAbsolutePath();
    }

    /** Given on the command line ({@code -c}): overrides every configuration file. */
    public OpenPostgresBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Given on the command line ({@code -c}): overrides every configuration file. */
    public OpenPostgresBuilder settings(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /**
     * As whom {@link EmbeddedPostgres#connect()} logs in; {@code postgres} without a password else.
     */
    public OpenPostgresBuilder login(String name, @Nullable String text) {
        this.user = name;
        this.password = text;
        return this;
    }

    /** How long recovery may take until the server accepts connections; 60 seconds by default. */
    public OpenPostgresBuilder startTimeout(Duration timeout) {
        this.startTimeout = timeout;
        return this;
    }

    /**
     * Starts on a free port and waits until connections are accepted (or, with {@code
     * hot_standby=off}, until the server runs in recovery).
     *
     * @throws HoldfastException {@code embedded-postgres-start-failed} with the end of the log
     */
    public EmbeddedPostgres start() {
        return launch(Launch.Wait.UNTIL_READY);
    }

    /** Starts without waiting: for a recovery that is watched, or meant to fail. */
    public EmbeddedPostgres launch() {
        return launch(Launch.Wait.NOT_AT_ALL);
    }

    private EmbeddedPostgres launch(Launch.Wait wait) {
        var installation = Binaries.unpacked(major, Binaries.cacheDirectory(System.getenv()));
        return Launch.inOwnDirectory(
                root ->
                        new ServerPlan(
                                installation,
                                root,
                                data,
                                new ConnectionInfo(
                                        "127.0.0.1", Ports.free(), user, password, "postgres"),
                                Map.copyOf(settings),
                                startTimeout),
                wait);
    }
}
