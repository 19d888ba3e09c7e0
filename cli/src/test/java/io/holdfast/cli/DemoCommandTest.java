package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        var output =
                new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return CommandTree.of(output).execute(arguments);
    }

    @Test
    void oneRunProvesThatEverythingPromisedComesBack() throws IOException {
        int code = run("demo", "--once", "--json", "--seed", "7");

        String told = out.toString(UTF_8);
        JsonNode report = new ObjectMapper().readTree(told);
        assertTrue(report.path("promisesHeld").asBoolean(), told + err.toString(UTF_8));
        assertEquals(0, code);
        assertEquals(7, report.path("seed").asLong());
        assertTrue(report.path("postgresVersion").asText().startsWith("18."), told);
        assertTrue(report.path("invariantsHold").asBoolean(), told);
        JsonNode transactions = report.path("transactions");
        assertTrue(transactions.path("promised").asInt() > 0, told);
        assertEquals(
                transactions.path("acknowledged").asInt(),
                transactions.path("recovered").asInt()
                        - transactions.path("unacknowledgedRecovered").asInt()
                        + transactions.path("lost").asInt());
        for (String key :
                new String[] {
                    "/lossSeconds",
                    "/lagMillis/p50",
                    "/lagMillis/p99",
                    "/lagMillis/repositories/paris/p99",
                    "/backup/seconds",
                    "/backup/plainBytes",
                    "/backup/storedBytes",
                    "/restore/seconds",
                    "/wal/capturedBytes"
                }) {
            assertTrue(report.at(key).isNumber(), key + " in " + told);
            assertTrue(report.at(key).asDouble() >= 0, key + " in " + told);
        }
    }

    @Test
    void withoutOnceItSaysWhatToUse() {
        assertEquals(2, run("demo"));

        assertTrue(err.toString(UTF_8).contains("--once is the one to use"), err.toString(UTF_8));
        assertFalse(err.toString(UTF_8).contains("\tat "), err.toString(UTF_8));
    }

    @Test
    void aMajorThatIsNotThereIsAUsageError() {
        assertEquals(2, run("demo", "--once", "--pg", "9"));

        assertTrue(err.toString(UTF_8).contains("hint: Name one of these with --pg."));
    }
}
