package io.holdfast.controlplane.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
    private static final Map<String, String> SOUND =
            Map.of(
                    "fsync", "on",
                    "full_page_writes", "on",
                    "data_checksums", "on",
                    "wal_level", "replica",
                    "archive_mode", "off",
                    "max_slot_wal_keep_size", "50GB",
                    "idle_replication_slot_timeout", "0");

    @ParameterizedTest
    @CsvSource({
        "fsync, off, fsync-off, CRITICAL",
        "full_page_writes, off, full-page-writes-off, CRITICAL",
        "data_checksums, off, data-checksums-off, ADVICE",
        "wal_level, minimal, wal-level-minimal, CRITICAL",
        "archive_mode, on, archive-mode-on, ADVICE",
        "archive_mode, always, archive-mode-on, ADVICE",
        "max_slot_wal_keep_size, -1, slot-without-limit, WARNING",
        "idle_replication_slot_timeout, 1d, slot-idle-timeout, WARNING"
    })
    void eachIsFoundByItself(String setting, String value, String code, Finding.Severity severity) {
        List<Finding> found = Findings.of(Map.of(setting, value), Duration.ZERO);

        assertEquals(List.of(code), found.stream().map(Finding::code).toList());
        assertEquals(severity, found.getFirst().severity());
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertEquals(List.of(), Findings.of(SOUND, Duration.ofSeconds(5)));
        assertEquals(List.of(), Findings.of(Map.of(), Duration.ofSeconds(-5)));
    }

    @ParameterizedTest
    @CsvSource({"6, ahead of", "-90, behind"})
    void aClockThatIsWrongIsFound(long seconds, String how) {
        List<Finding> found = Findings.of(SOUND, Duration.ofSeconds(seconds));

        assertEquals("clock-skew", found.getFirst().code());
        assertEquals(
                "its clock is %d s %s the control plane's: times of backups and of recovery targets are off by as much"
                        .formatted(Math.abs(seconds), how),
                found.getFirst().message());
    }
}
