package io.holdfast.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.progress.ProgressDisplay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EveryMajorTest {
    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void thePromisesHoldOn(int major) throws InterruptedException {
        var settings =
                new DemoSettings(
                        major, major, 3, 500, Duration.ofMillis(500), Duration.ofMillis(1500));
        var told = new ByteArrayOutputStream();
        var display =
                new ProgressDisplay(
                        new PrintStream(told, true, StandardCharsets.UTF_8), System::nanoTime);

        DemoReport report;
        try (Stage stage = Stage.open();
                var progress = display.open(true)) {
            report = new Demo(settings, stage, progress).run();
        }

        assertEquals(List.of(), report.violations());
        assertTrue(report.promisesHeld(), report.toString());
        assertTrue(report.postgresVersion().startsWith(major + "."), report.postgresVersion());
        assertTrue(report.transactions().recovered() > 0, report.toString());
    }
}
