package io.holdfast.controlplane.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.SettingsFile;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.value.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a control plane is told by its configuration file. Without one, the defaults hold. */
public record ControlPlaneConfig(
        @Setting(
                        value =
                                "The PostgreSQL database that keeps the control plane's state, as postgresql://user:password@host:5432/database. The role must own the database.",
                        without =
                                "a PostgreSQL of its own is started in the state directory: for one machine, and for trying",
                        example = "{file: /etc/holdfast/database.url}")
                @Nullable Secret database,
        @Setting(
                        value =
                                "The key under which secrets lie in that database: the line that the first start wrote to plane.key in its state directory. All control planes on one database have the same.",
                        without = "plane.key in the state directory, made if it is not there",
                        example = "{file: /etc/holdfast/plane.key}")
                @Nullable Secret key,
        @Setting(
                        value =
                                "Where the control plane keeps what it must not lose on this machine.",
                        byDefault = "/var/lib/holdfast/control-plane")
                Path stateDirectory,
        @Setting("Where people and their programs reach the control plane, over TLS.")
                ApiConfig api,
        @Setting("Where agents reach the control plane, over TLS with certificates on both sides.")
                AgentsConfig agents,
        @Setting("Metrics and health checks, in plain HTTP.") PageConfig page,
        @Setting("Who is told when something is wrong.") AlertsConfig alerts) {

    /** The API's port. */
    public record ApiConfig(
            @Setting(
                            value = "The address to listen on.",
                            byDefault = "127.0.0.1",
                            pattern = Listening.ADDRESS,
                            patternHint = Listening.ADDRESS_HINT)
                    String host,
            @Setting(
                            value = "The port to listen on; 0 takes a free one.",
                            byDefault = "7440",
                            atLeast = "0",
                            atMost = "65535")
                    int port,
            @Setting(
                            value =
                                    "Further host names and addresses by which the API is reached: its certificate is made out to them.",
                            example = "[holdfast.example.com]")
                    List<String> names) {
        public ApiConfig {
            names = List.copyOf(names);
        }
    }

    /** The agents' port. */
    public record AgentsConfig(
            @Setting(
                            value = "The address to listen on.",
                            byDefault = "127.0.0.1",
                            pattern = Listening.ADDRESS,
                            patternHint = Listening.ADDRESS_HINT)
                    String host,
            @Setting(
                            value = "The port to listen on; 0 takes a free one.",
                            byDefault = "7441",
                            atLeast = "0",
                            atMost = "65535")
                    int port,
            @Setting(
                            value =
                                    "Further host names and addresses by which agents reach it: its certificate is made out to them, and the first is in the command that enrols an agent.",
                            example = "[holdfast.example.com]")
                    List<String> names) {
        public AgentsConfig {
            names = List.copyOf(names);
        }
    }

    /** The page's port. */
    public record PageConfig(
            @Setting(
                            value =
                                    "The address to listen on. Other than a loopback address, everyone who can reach it can read the metrics.",
                            byDefault = "127.0.0.1",
                            pattern = Listening.ADDRESS,
                            patternHint = Listening.ADDRESS_HINT)
                    String host,
            @Setting(
                            value = "The port to listen on; 0 takes a free one.",
                            byDefault = "7442",
                            atLeast = "0",
                            atMost = "65535")
                    int port) {}

    /**
     * Reads and checks a configuration file. Relative paths in it are relative to its directory.
     *
     * @throws io.holdfast.error.HoldfastException (configuration) with all the problems of the
     *     file, each with its line and a hint
     */
    public static ControlPlaneConfig read(Path file, Surroundings surroundings) {
        return new SettingsFile(file, surroundings, Map.of()).read(ControlPlaneConfig.class);
    }

    /** What holds without a configuration file. */
    public static ControlPlaneConfig defaults(Path stateDirectory, int apiPort) {
        return new ControlPlaneConfig(
                null,
                null,
                stateDirectory,
                new ApiConfig("127.0.0.1", apiPort, List.of()),
                new AgentsConfig("127.0.0.1", apiPort == 0 ? 0 : apiPort + 1, List.of()),
                new PageConfig("127.0.0.1", apiPort == 0 ? 0 : apiPort + 2),
                AlertsConfig.none());
    }
}
