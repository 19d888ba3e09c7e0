package io.holdfast.settings.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenValuesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @ParameterizedTest
    @CsvSource({
        "0B, 0, 0B",
        "1024B, 1024, 1kB",
        "512kb, 524288, 512kB",
        "16MB, 16777216, 16MB",
        "16 MiB, 16777216, 16MB",
        "1GB, 1073741824, 1GB",
        "2048TB, 2251799813685248, 2048TB",
        "1500B, 1500, 1500B"
    })
    void sizesAreCountedInPowersOf1024(String written, long bytes, String shortest) {
        assertEquals(new ByteSize(bytes), ByteSize.parse(written));
        assertEquals(shortest, new ByteSize(bytes).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "MB", "-1MB", "1.5GB", "16 M", "1PB", "999999999999999TB"})
    void whatIsNoSizeIsRefused(String written) {
        assertThrows(HoldfastException.class, () -> ByteSize.parse(written));
        assertThrows(HoldfastException.class, () -> ByteRate.parse(written + "/s"));
    }

    @Test
    void ratesAreSizesPerSecond() {
        assertEquals(new ByteRate(50L << 20), ByteRate.parse("50MB/s"));
        assertEquals("50MB/s", new ByteRate(50L << 20).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, 500, 500ms",
        "1000ms, 1000, 1s",
        "90s, 90000, 90s",
        "15m, 900000, 15m",
        "15min, 900000, 15m",
        "24h, 86400000, 1d",
        "7d, 604800000, 7d",
        "0s, 0, 0s"
    })
    void durationsHaveOneUnit(String written, long millis, String shortest) {
        assertEquals(Duration.ofMillis(millis), Durations.parse(written));
        assertEquals(shortest, Durations.format(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "-1s", "1.5s", "1s500ms", "1w", "PT1S", "9999999999s"})
    void whatIsNoDurationIsRefused(String written) {
        assertThrows(HoldfastException.class, () -> Durations.parse(written));
    }

    @Test
    void cronNamesTheNextInstantInItsZone() {
        var nightly = new CronExpression("0 2 * * *");

        assertEquals(
                Optional.of(Instant.parse("2026-01-02T01:00:00Z")),
                nightly.next(Instant.parse("2026-01-01T12:00:00Z"), PARIS));
    }

    @Test
    @DisplayName("T92: a nightly backup is not left out in the night that loses an hour")
    void aTimeThatSummerTimeLeavesOutMovesToTheEndOfTheGap() {
        var nightly = new CronExpression("30 2 * * *");

        assertEquals(
                Optional.of(Instant.parse("2026-03-29T01:00:00Z")),
                nightly.next(Instant.parse("2026-03-28T12:00:00Z"), PARIS));
    }

    @Test
    void aTimeThatComesTwiceInAutumnIsNamedOnce() {
        var nightly = new CronExpression("30 2 * * *");

        Instant first = nightly.next(Instant.parse("2026-10-24T12:00:00Z"), PARIS).orElseThrow();
        Instant second = nightly.next(first, PARIS).orElseThrow();

        assertEquals(Instant.parse("2026-10-25T00:30:00Z"), first);
        assertEquals(Instant.parse("2026-10-26T01:30:00Z"), second);
    }

    @Test
    void anHourlyTimeGoesOnThroughBothClockChanges() {
        var hourly = new CronExpression("0 * * * *");

        for (String change : new String[] {"2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"}) {
            Instant at = Instant.parse(change);
            assertEquals(Optional.of(at.plusSeconds(3600)), hourly.next(at, PARIS));
            assertEquals(
                    Optional.of(at.plusSeconds(7200)), hourly.next(at.plusSeconds(3600), PARIS));
        }
    }

    @Test
    void aDayThatNeverComesHasNoNextInstant() {
        var never = new CronExpression("0 0 30 2 *");

        assertEquals(Optional.empty(), never.next(Instant.parse("2026-01-01T00:00:00Z"), PARIS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 2 * *", "0 2 * * * *", "60 2 * * *", "0 2 * * MOO", "daily"})
    void whatIsNoCronExpressionIsRefused(String written) {
        assertThrows(HoldfastException.class, () -> new CronExpression(written));
    }
}
