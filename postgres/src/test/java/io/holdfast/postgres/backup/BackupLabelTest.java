package io.holdfast.postgres.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BackupLabelTest {
    @ParameterizedTest
    @DisplayName("T13: a real label keeps its bytes, and is what its fields would write")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aRealLabelKeepsItsBytes(int major) {
        byte[] raw = Fixtures.bytes(major, "backup_label");

        BackupLabel label = BackupLabel.parse(raw);

        assertArrayEquals(raw, label.raw());
        assertArrayEquals(raw, BackupLabel.format(label.fields()).raw());
        assertEquals("nightly ü", label.fields().label());
        assertEquals("streamed", label.fields().method());
        assertEquals(new TimelineId(1), label.fields().startTimeline());
    }

    @Test
    void theFieldsAreRead() {
        BackupLabel label = BackupLabel.parse(Fixtures.bytes(17, "backup_label"));

        assertEquals(Lsn.parse("0/C00028"), label.fields().startLsn());
        assertEquals("00000001000000000000000C", label.fields().startWalFile());
        assertEquals(Lsn.parse("0/C00080"), label.fields().checkpointLsn());
        assertEquals("2026-11-22 10:43:34 UTC", label.fields().startTime());
        assertEquals(Optional.empty(), label.fields().incrementalFrom());
    }

    @Test
    void anIncrementalOfPostgresIsTold() {
        byte[] raw = Fixtures.bytes(17, "backup_label");
        String more = "INCREMENTAL FROM LSN: 0/A00028\nINCREMENTAL FROM TLI: 1\n";
        byte[] whole =
                (new String(raw, StandardCharsets.UTF_8) + more).getBytes(StandardCharsets.UTF_8);

        BackupLabel label = BackupLabel.parse(whole);

        assertEquals(
                new BackupLabel.IncrementalFrom(Lsn.parse("0/A00028"), new TimelineId(1)),
                label.fields().incrementalFrom().orElseThrow());
        assertArrayEquals(whole, BackupLabel.format(label.fields()).raw());
    }

    @ParameterizedTest
    @CsvSource({
        "START WAL LOCATION, STRAT WAL LOCATION",
        "START TIMELINE: 1, START TIMELINE: 2",
        "START TIMELINE: 1, START TIMELINE: 0",
        "CHECKPOINT LOCATION: 0/, CHECKPOINT LOCATION: 0-",
        "(file 0000, (file 000",
    })
    void whatPostgresWouldNotAcceptIsRefused(String from, String to) {
        String text = Fixtures.text(15, "backup_label").replace(from, to);

        HoldfastException refusal =
                assertThrows(
                        HoldfastException.class,
                        () -> BackupLabel.parse(text.getBytes(StandardCharsets.UTF_8)));

        assertEquals(ErrorCategory.INTEGRITY, refusal.category());
    }
}
