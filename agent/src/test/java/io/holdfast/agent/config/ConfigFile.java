package io.holdfast.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file for the length of a test. */
final class ConfigFile {
    /** The value of every environment variable whose name does not begin with UNSET. */
    static final String SECRET = "swordfish";

    private final Path file;

    ConfigFile(Path directory) {
        this.file = directory.resolve("holdfast.yaml");
    }

    /** The example of the reference page. */
    static String example() {
        try (var stream = ConfigFile.class.getResourceAsStream("example.yaml")) {
            if (stream == null) {
                throw new AssertionError("example.yaml is not there");
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AgentConfig read(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var surroundings =
                new Surroundings(
                        name -> name.startsWith("UNSET") ? null : SECRET,
                        "DB1.example",
                        SecretCheck.NOW);
        return AgentConfig.read(file, surroundings);
    }

    HoldfastException refuse(String yaml) {
        return assertThrows(HoldfastException.class, () -> read(yaml));
    }
}
