package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfJvmTest {
    /** Run in a JVM of its own: starts a server, tells where, and leaves it running. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] args) throws InterruptedException {
            var postgres = EmbeddedPostgres.builder(18).start();
            System.out.println(postgres.dataDirectory());
            new CountDownLatch(1).await();
        }
    }

    @Test
    void terminatedJvmTakesItsServerAndDirectoryAlong() throws Exception {
        var jvm = forgetful();
        try (var output = jvm.inputReader(StandardCharsets.UTF_8)) {
            var data = Path.of(output.readLine());
            assertFalse(Traces.processesIn(data).isEmpty());

            jvm.destroy();

            jvm.waitFor();
            assertEquals(List.of(), Traces.processesIn(data));
            assertFalse(Files.exists(data));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void killedJvmTakesItsServerAlong(@TempDir Path temporary) throws Exception {
        var jvm = forgetful("-Djava.io.tmpdir=" + temporary);
        try (var output = jvm.inputReader(StandardCharsets.UTF_8)) {
            var data = Path.of(output.readLine());
            assertFalse(Traces.processesIn(data).isEmpty());

            jvm.destroyForcibly();

            assertTrue(
                    Poll.until(Duration.ofSeconds(30), () -> Traces.processesIn(data).isEmpty()));
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static Process forgetful(String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Forgetful.class.getName()));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }
}
