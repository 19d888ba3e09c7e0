package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3MemoryTest {
    @Test
    void twoOfTheLargestObjectsAtATimeFitIntoTheMemoryOfAnAgent(@TempDir Path directory)
            throws Exception {
        try (var s3 = TestSettings.startS3()) {
            var output = directory.resolve("output");
            var program =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx96m",
                                    "-XX:+ExitOnOutOfMemoryError",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SmallMemory.class.getName(),
                                    s3.endpoint().toString())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try {
                assertTrue(program.waitFor(120, TimeUnit.SECONDS));
                assertEquals(0, program.exitValue(), Files.readString(output));
            } finally {
                program.destroyForcibly();
            }
        }
    }
}
