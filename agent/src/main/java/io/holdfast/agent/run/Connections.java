package io.holdfast.agent.run;

import io.holdfast.agent.config.PostgresConfig;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.Tls;
import io.holdfast.settings.value.Secret;
import java.time.Duration;
import java.util.Optional;

/** From the configuration to how to connect. */
public final class Connections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private Connections() {}

    /** Settings whose password is read anew at each connect. */
    public static ConnectionSettings of(PostgresConfig config) {
        return new ConnectionSettings(
                config.host(),
                config.port(),
                config.user(),
                () -> Optional.ofNullable(config.password()).map(Secret::read),
                config.database(),
                new Tls(mode(config.tls().mode()), Optional.ofNullable(config.tls().caFile())),
                "holdfast",
                CONNECT_TIMEOUT,
                IDLE_TIMEOUT);
    }

    private static Tls.Mode mode(PostgresConfig.TlsMode mode) {
        return switch (mode) {
            case DISABLE -> Tls.Mode.DISABLE;
            case PREFER -> Tls.Mode.PREFER;
            case REQUIRE -> Tls.Mode.REQUIRE;
            case VERIFY_CA -> Tls.Mode.VERIFY_CA;
            case VERIFY_FULL -> Tls.Mode.VERIFY_FULL;
        };
    }
}
