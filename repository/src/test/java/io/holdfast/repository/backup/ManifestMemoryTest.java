package io.holdfast.repository.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestMemoryTest {
    private static final int FILES = 1_000_000;

    @TempDir Path directory;

    @Test
    @DisplayName("T62: a million files are written and read back within 96 MiB of heap")
    void aMillionFilesNeedNoMoreThanTheAgentHas() throws Exception {
        Path output = directory.resolve("output");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx96m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MillionFiles.class.getName(),
                                Files.createDirectory(directory.resolve("repository")).toString(),
                                Integer.toString(FILES))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(child.waitFor(5, TimeUnit.MINUTES), () -> read(output));

            assertEquals(0, child.exitValue(), () -> read(output));
            assertTrue(
                    read(output).contains(FILES + 1 + " entries, " + (40L * FILES + (64L << 20))),
                    () -> read(output));
        } finally {
            child.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
