package io.holdfast.cli.restore;

import io.holdfast.agent.config.PostgresConfig;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.Tls;
import io.holdfast.settings.value.Secret;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** As whom the restored server is asked how far its recovery is. */
final class ServerLogin {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANY_PORT = 5432;

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            description =
                    "The role to ask the restored server as; any will do. Default: that of the"
                            + " configuration, else postgres, with the password in PGPASSWORD.")
    private @Nullable String user;

    /**
     * Where the server is, is found out later.
     *
     * @param configured of the lost server, if there is a configuration
     */
    ConnectionSettings settings(Optional<PostgresConfig> configured) {
        Optional<String> given = Optional.ofNullable(user);
        return new ConnectionSettings(
                "127.0.0.1",
                ANY_PORT,
                given.or(() -> configured.map(PostgresConfig::user)).orElse("postgres"),
                () ->
                        Optional.ofNullable(System.getenv("PGPASSWORD"))
                                .or(
                                        () ->
                                                configured
                                                        .filter(_ -> given.isEmpty())
                                                        .map(PostgresConfig::password)
                                                        .map(Secret::read)),
                configured.map(PostgresConfig::database).orElse("postgres"),
                Tls.of(Tls.Mode.PREFER),
                "holdfast",
                PATIENCE,
                PATIENCE);
    }
}
