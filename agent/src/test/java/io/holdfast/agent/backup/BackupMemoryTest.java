package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.backup.BackupSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackupMemoryTest {
    private static final int BALLAST_BYTES = 120 << 20;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(BackupSource.class)
    @DisplayName("T62: capture and a backup into two repositories run within 96 MiB of heap")
    void aBackupUnderLoadNeedsNoMoreThanTheAgentHas(BackupSource source) throws Exception {
        Path output = directory.resolve("output");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder(18).start()) {
            // One large file that cannot be compressed, so that packs fill; many small ones, so
            // that parts do.
            byte[] noise = new byte[BALLAST_BYTES];
            new SplittableRandom(1).nextBytes(noise);
            Files.write(server.dataDirectory().resolve("ballast"), noise);
            server.execute(
                    "do $$ begin for i in 1..3000 loop execute"
                            + " 'create table many_' || i || ' (a int)'; end loop; end $$");
            Process agent = start(server.port(), output, source);
            try (Workload workload = new Workload(server)) {
                assertTrue(agent.waitFor(4, TimeUnit.MINUTES), () -> read(output));
                assertTrue(workload.rounds() > 0);
            } finally {
                agent.destroyForcibly();
            }

            assertEquals(0, agent.exitValue(), () -> read(output));
            String said = read(output);
            assertTrue(said.matches("(?s).*complete in \\[(near, far|far, near)\\].*"), said);
            assertTrue(said.contains("capture STREAMING"), said);
        }
    }

    private Process start(int port, Path output, BackupSource source) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackupUnderLimit.class.getName(),
                        Integer.toString(port),
                        Files.createDirectory(directory.resolve("near")).toString(),
                        Files.createDirectory(directory.resolve("far")).toString(),
                        source.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
