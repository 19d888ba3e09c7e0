package io.holdfast.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.BackupConfig.BackupKind;
import io.holdfast.agent.config.BackupConfig.BackupSource;
import io.holdfast.agent.config.CaptureConfig.OnPressure;
import io.holdfast.agent.config.PostgresConfig.TlsMode;
import io.holdfast.settings.PlainTree;
import io.holdfast.settings.value.ByteRate;
import io.holdfast.settings.value.ByteSize;
import io.holdfast.settings.value.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    private static final String LEAST =
            """
            cluster: bank
            masterKey: {env: KEY}
            repositories:
              - name: here
                directory: backups
            """;

    @TempDir Path directory;

    @Test
    void theLeastFileGetsDefaultsForAllElse() {
        AgentConfig config = new ConfigFile(directory).read(LEAST);

        assertEquals("bank", config.cluster());
        assertEquals("db1.example", config.instance());
        assertEquals("127.0.0.1", config.postgres().host());
        assertEquals(5432, config.postgres().port());
        assertEquals(TlsMode.PREFER, config.postgres().tls().mode());
        assertNull(config.postgres().dataDirectory());
        assertEquals(new Durability.All(), config.durability());
        assertEquals(Duration.ofSeconds(1), config.capture().flushInterval());
        assertEquals(OnPressure.PROTECT_PRIMARY, config.capture().onPressure());
        assertEquals(BackupSource.AUTO, config.backup().source());
        assertEquals(List.of(), config.backup().schedules());
        assertTrue(config.retention().keepsEverything());
    }

    @Test
    void everySettingOfTheExampleIsRead() {
        AgentConfig config = new ConfigFile(directory).read(ConfigFile.example());

        assertEquals("db1", config.instance());
        assertEquals("eu", config.repositories().getFirst().name());
        var s3 = Objects.requireNonNull(config.repositories().getFirst().s3());
        assertEquals("s3.eu-west-1.amazonaws.com", s3.endpoint().getHost());
        assertEquals(new ByteRate(50L << 20), config.backup().throttle());
        assertEquals(new ByteSize(50L << 30), config.capture().maxRetainedWal());
        var schedule = config.backup().schedules().getFirst();
        assertEquals(BackupKind.FULL, schedule.kind());
        assertEquals("0 2 * * 0", schedule.cron().text());
        assertEquals("UTC", schedule.timeZone().normalized().equals(ZoneOffset.UTC) ? "UTC" : "");
        assertEquals(30, config.retention().full().daily());
        assertEquals(Duration.ofDays(35), config.retention().window());
    }

    @Test
    void relativePathsAreRelativeToTheFile() {
        AgentConfig config = new ConfigFile(directory).read(LEAST);

        assertEquals(directory.resolve("backups"), config.repositories().getFirst().directory());
    }

    @Test
    void anEmptyGroupIsTheSameAsNone() {
        AgentConfig config = new ConfigFile(directory).read(LEAST + "capture:\nbackup:\n");

        assertEquals(Duration.ofSeconds(1), config.capture().flushInterval());
    }

    @Test
    void secretsAreReadAnewEachTimeAndNeverShown() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "first\n");
        AgentConfig config =
                new ConfigFile(directory).read(LEAST.replace("{env: KEY}", "{file: key}"));

        String before = config.masterKey().read();
        Files.writeString(key, "second\n");

        assertEquals("first", before);
        assertEquals("second", config.masterKey().read());
        assertFalse(config.toString().contains("second"), config.toString());
        assertInstanceOf(Secret.InFile.class, config.masterKey());
    }

    @Test
    void thePlainTreeShowsWhereSecretsAreAndReadsAsTheSameConfiguration() {
        AgentConfig config = new ConfigFile(directory).read(ConfigFile.example());

        Map<String, Object> tree = PlainTree.of(config);

        assertEquals(Map.of("env", "HOLDFAST_MASTER_KEY"), tree.get("masterKey"));
        assertEquals("all", tree.get("durability"));
        assertEquals(
                Map.of(
                        "flushInterval", "1s",
                        "onPressure", "protect-primary",
                        "maxRetainedWal", "50GB"),
                tree.get("capture"));
        assertFalse(tree.toString().contains(ConfigFile.SECRET), tree.toString());
    }
}
