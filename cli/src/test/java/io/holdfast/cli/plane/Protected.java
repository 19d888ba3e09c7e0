package io.holdfast.cli.plane;

import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A database that runs with one provider, and its repositories with two, and the configuration of
 * its agent.
 */
final class Protected implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final Path config;

    Protected(Path folder, int major) throws IOException {
        this.server = EmbeddedPostgres.builder(major).walSegmentSizeMb(1).start();
        Files.createDirectories(folder);
        RunCommand.of("key", "new", "--out", folder.resolve("master.key").toString());
        this.config =
                Files.writeString(
                        folder.resolve("holdfast.yaml"),
                        """
                        cluster: bank
                        instance: db1
                        postgres: {port: %d, user: postgres, provider: aws, region: eu-west-1}
                        masterKey: {file: master.key}
                        capture: {flushInterval: 300ms}
                        http: {port: 0}
                        controlPlane: {directory: agent}
                        repositories:
                          - {name: near, provider: aws, region: eu-west-1, directory: near}
                          - {name: far, provider: hetzner, region: fsn1, directory: far}
                        """
                                .formatted(server.port()));
        RunCommand made = RunCommand.of("init", "-c", config.toString());
        if (made.exitCode() != 0) {
            throw new AssertionError(made);
        }
    }

    EmbeddedPostgres server() {
        return server;
    }

    Path config() {
        return config;
    }

    @Override
    public void close() {
        server.close();
    }
}
