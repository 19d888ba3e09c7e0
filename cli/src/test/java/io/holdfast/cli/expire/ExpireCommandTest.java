package io.holdfast.cli.expire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.RepositoryConfig.S3Config;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.output.Output;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Repository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExpireCommandTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final BackupId DEAD = new BackupId("20260201T000000Z-dead");

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aDryRunSaysWhatARunThenDoes() throws IOException {
        Path file = config("{name: here, directory: backups}");
        ClusterRepository repository = withADeadBackup();
        BackupNames names = new BackupNames(DEAD);

        assertEquals(0, run("--config", file.toString(), "--dry-run"));
        assertTrue(repository.store().size(names.pack(1)).isPresent());
        assertEquals(0, run("--config", file.toString()));

        String said = out.toString(UTF_8);
        assertTrue(said.contains("give up"), said);
        assertTrue(said.contains("dry run"), said);
        assertFalse(repository.store().size(names.pack(1)).isPresent());
        assertTrue(repository.store().size(names.manifest()).isPresent(), "the marker");
    }

    @Test
    void whatWasDoneIsToldWhereTheNextRepositoryFails() throws IOException {
        Path file = config("{name: here, directory: backups}", "{name: gone, directory: nowhere}");
        withADeadBackup();

        int exitCode = run("--config", file.toString());

        String said = out.toString(UTF_8);
        assertTrue(said.contains("Repository here"), said);
        assertTrue(said.contains("give up"), said);
        assertTrue(said.contains("repository gone was not expired"), said);
        assertEquals(ExitCode.NOT_FOUND.number(), exitCode);
    }

    @Test
    @DisplayName("T91: credentials of expiry's own take the place of the agent's")
    void credentialsOfTheEnvironmentWin() throws IOException {
        Path file =
                config(
                        "{name: far, s3: {endpoint: \"https://s3.example.org\", bucket: backups,"
                                + " accessKey: {env: AGENT_KEY}, secretKey: {env: AGENT_SECRET}}}");
        Map<String, String> given =
                Map.of("HOLDFAST_EXPIRE_ACCESS_KEY", "deleter", "HOLDFAST_EXPIRE_SECRET_KEY", "s");
        AgentConfig config =
                AgentConfig.read(
                        file, new Surroundings(name -> null, "db1", SecretCheck.WHEN_USED));

        S3Config mine = s3(new ExpireCredentials(given::get).in(config));

        assertEquals("deleter", mine.accessKey().read());
        assertEquals("s", mine.secretKey().read());
        assertEquals(config, new ExpireCredentials(name -> null).in(config));
    }

    private static S3Config s3(AgentConfig config) {
        return Objects.requireNonNull(config.repositories().getFirst().s3());
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintStream(out, true, UTF_8), System.err);
        ExpireCommand command =
                new ExpireCommand(output, new SecureRandom(), InstantSource.fixed(NOW));
        return new CommandLine(command).execute(arguments);
    }

    private ClusterRepository withADeadBackup() throws IOException {
        Path backups = Files.createDirectories(directory.resolve("backups"));
        SecureRandom random = new SecureRandom();
        MasterKey master =
                MasterKey.parse(Files.readString(directory.resolve("master.key")), "test");
        ClusterRepository repository =
                Repository.create("here", DirectoryObjectStore.open(backups), random, NOW)
                        .createCluster(
                                new ClusterId("bank"), DataKey.generate(random), master, NOW);
        BackupNames names = new BackupNames(DEAD);
        Intent intent =
                new Intent(
                        DEAD,
                        BackupKind.FULL,
                        null,
                        new EpochId(1, 0),
                        "db1",
                        BackupSource.STREAMED,
                        NOW.minus(Duration.ofDays(28)),
                        UUID.randomUUID());
        repository.putRecord(ContainerKind.INTENT, names.intent(), intent);
        repository.put(ContainerKind.PACK, names.pack(1), new byte[] {1});
        return repository;
    }

    private Path config(String... repositories) throws IOException {
        Path key = directory.resolve("master.key");
        Files.writeString(key, MasterKey.generate(new SecureRandom()).format());
        return Files.writeString(
                directory.resolve("holdfast.yaml"),
                """
                cluster: bank
                instance: db1
                masterKey: {file: master.key}
                retention: {count: 2}
                repositories:
                  - %s
                """
                        .formatted(String.join("\n  - ", repositories)));
    }
}
