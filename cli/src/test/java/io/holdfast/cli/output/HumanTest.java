package io.holdfast.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 kB",
        "1536, 1.5 kB",
        "16777216, 16 MB",
        "1073741823, 1.0 GB",
        "1503238553, 1.4 GB",
        "9223372036854775807, 8.0 EB"
    })
    void sizesHaveTheUnitThatFits(long bytes, String text) {
        assertEquals(text, Human.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "350, 350 ms",
        "4210, 4.2 s",
        "59999, 59 s",
        "200000, 3m 20s",
        "7260000, 2h 1m",
        "187200000, 2d 4h",
        "-4210, -4.2 s"
    })
    void durationsHaveTheirTwoLargestUnits(long millis, String text) {
        assertEquals(text, Human.duration(Duration.ofMillis(millis)));
    }

    @Test
    void timesAreRelativeAndExact() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678Z");

        assertEquals(
                "3m 20s ago (2026-01-02 03:04:05 UTC)", Human.ago(time, time.plusSeconds(200)));
        assertEquals(
                "in 3m 20s (2026-01-02 03:04:05 UTC)", Human.ago(time, time.minusSeconds(200)));
    }

    @Test
    void columnsAreAlignedAndNumbersStandRight() {
        Table table =
                new Table("BACKUP", ">SIZE", "KIND")
                        .row("b-1", "7 MB", "full")
                        .row("b-22", "16 GB", "ä");

        assertEquals(
                List.of(
                        "BACKUP   SIZE  KIND", //
                        "b-1      7 MB  full", //
                        "b-22    16 GB  ä"),
                table.lines());
    }
}
