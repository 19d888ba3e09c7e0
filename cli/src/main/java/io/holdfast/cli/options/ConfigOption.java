package io.holdfast.cli.options;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}: the configuration file, in one place unless told otherwise. */
public final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_CONFIG:-/etc/holdfast/holdfast.yaml}",
            description =
                    "The configuration file. Default: $HOLDFAST_CONFIG, else"
                            + " /etc/holdfast/holdfast.yaml.")
    private Path file;

    public Path file() {
        return file;
    }

    /** Reads the file; with {@link SecretCheck#NOW} its secrets must be readable too. */
    public AgentConfig read(SecretCheck secrets) {
        return AgentConfig.read(file, new Surroundings(System::getenv, HostName.get(), secrets));
    }
}
