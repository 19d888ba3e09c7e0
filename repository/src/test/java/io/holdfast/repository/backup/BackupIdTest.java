package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupIdTest {
    private static final Instant DUE = Instant.parse("2026-01-02T03:00:00Z");

    @Test
    void everyRunOfOneScheduledInstantHasTheSameId() {
        BackupId mine = BackupId.scheduled("nightly", BackupKind.FULL, DUE);
        BackupId theirs = BackupId.scheduled("nightly", BackupKind.FULL, DUE.plusMillis(400));

        assertEquals(mine, theirs);
        // printf 'nightly|full|2026-01-02T03:00:00Z' | sha256sum
        assertEquals("20260102T030000Z-20903d67", mine.value());
    }

    @Test
    void schedulesKindsAndInstantsHaveIdsOfTheirOwn() {
        BackupId id = BackupId.scheduled("nightly", BackupKind.FULL, DUE);

        assertNotEquals(id, BackupId.scheduled("hourly", BackupKind.FULL, DUE));
        assertNotEquals(id, BackupId.scheduled("nightly", BackupKind.INCREMENTAL, DUE));
        assertNotEquals(id, BackupId.scheduled("nightly", BackupKind.FULL, DUE.plusSeconds(1)));
    }

    @Test
    void idsTellTheStartAndSortByIt() {
        BackupId first = BackupId.fresh(DUE, new SplittableRandom(1));
        BackupId second = BackupId.fresh(DUE.plusSeconds(1), new SplittableRandom(2));

        assertEquals(DUE, first.start());
        assertTrue(first.compareTo(second) < 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20260102T030405Z",
                "20260102T030405Z-abc",
                "20260102T030405Z-ABCD",
                "20261302T030405Z-abcd",
                "20260102T250405Z-abcd",
                "20260102T030405Z-abcd/..",
                "20260102T030405Z-abcdefghijklmnopq"
            })
    void whatIsNoIdIsRefused(String text) {
        assertFalse(BackupId.isValid(text));
        assertThrows(HoldfastException.class, () -> new BackupId(text));
    }
}
