package io.holdfast.cli.verify;

import io.holdfast.agent.config.PostgresConfig;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.trial.TrialOptions;
import io.holdfast.cli.server.ServerAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For the levels that start a server: with which programs, and where. */
final class TrialSetup {
    private static final Duration STALL = Duration.ofMinutes(15);

    @Option(
            names = "--pg-bin",
            paramLabel = "DIR",
            description =
                    "For starts and replays: where the server programs of the backup's PostgreSQL"
                            + " version are. Default: on the PATH, or where packages put them.")
    private @Nullable Path programs;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description =
                    "For starts and replays: where backups are restored, one at a time; it needs"
                            + " room for a whole one. Default: ${sys:java.io.tmpdir}.")
    private Path scratch;

    @Option(
            names = "--check-indexes",
            description =
                    "For starts and replays: also check every B-tree index, in the databases that"
                            + " have the extension amcheck.")
    private boolean isCheckingIndexes;

    /** What has to be closed when no server is started any more. */
    record Opened(Optional<ServerAccess> access, Optional<TrialOptions> options)
            implements AutoCloseable {
        @Override
        public void close() {
            access.ifPresent(ServerAccess::close);
        }
    }

    /**
     * Nothing, for a level that starts no server.
     *
     * @param original whose role the restored server knows as well
     */
    Opened open(Level upTo, PostgresConfig original, InstantSource clock) {
        if (!upTo.startsServer()) {
            return new Opened(Optional.empty(), Optional.empty());
        }
        ServerAccess access = new ServerAccess(clock);
        List<String> roles = Stream.of(original.user(), "postgres").distinct().toList();
        return new Opened(
                Optional.of(access),
                Optional.of(
                        new TrialOptions(
                                scratch,
                                Optional.ofNullable(programs),
                                System.getenv().getOrDefault("PATH", ""),
                                roles,
                                isCheckingIndexes,
                                STALL,
                                access.connector())));
    }
}
