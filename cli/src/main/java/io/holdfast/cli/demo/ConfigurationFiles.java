package io.holdfast.cli.demo;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes what an operator would: a master key, secrets in files, and the agent's YAML. */
final class ConfigurationFiles {
    private final Path directory;

    ConfigurationFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes the files, and reads the configuration as the agent does.
     *
     * @param random a cryptographically strong source
     */
    AgentConfig write(Database database, List<Region> regions, RandomGenerator random) {
        secret("master.key", MasterKey.generate(random).format());
        secret("postgres.password", database.agentPassword());
        StringBuilder yaml = new StringBuilder(head(database.port()));
        for (Region region : regions) {
            secret(region.name() + ".access", region.s3().accessKey());
            secret(region.name() + ".secret", region.s3().secretKey());
            yaml.append(repository(region));
        }
        secret("holdfast.yaml", yaml.toString());
        return AgentConfig.read(
                directory.resolve("holdfast.yaml"),
                new Surroundings(System::getenv, "primary", SecretCheck.NOW));
    }

    private static String head(int port) {
        return """
        cluster: bank
        instance: primary
        postgres:
          port: %d
          user: %s
          password: {file: postgres.password}
        masterKey: {file: master.key}
        capture: {flushInterval: 250ms}
        http: {port: 0}
        repositories:
        """
                .formatted(port, Database.AGENT);
    }

    private static String repository(Region region) {
        return """
          - name: %1$s
            provider: embedded
            region: %2$s
            s3:
              endpoint: %3$s
              bucket: %4$s
              accessKey: {file: %1$s.access}
              secretKey: {file: %1$s.secret}
        """
                .formatted(region.name(), region.region(), region.s3().endpoint(), region.bucket());
    }

    private void secret(String name, String content) {
        try {
            // the directory is for its owner alone already
            Files.writeString(directory.resolve(name), content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
