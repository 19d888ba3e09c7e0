package io.holdfast.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalFileNameTest {
    private static final WalSegmentSize SIZE = WalSegmentSize.DEFAULT;

    @ParameterizedTest
    @DisplayName("T42: segments, partials, histories and backup histories are four kinds")
    @CsvSource({
        "000000010000000000000003, Segment",
        "000000010000000000000003.partial, Partial",
        "0000000A.history, History",
        "000000010000000000000002.00000028.backup, BackupHistory",
    })
    void fourKindsAreTold(String name, String kind) {
        WalFileName parsed = WalFileName.parse(name, SIZE).orElseThrow();

        assertEquals(kind, parsed.getClass().getSimpleName());
        assertEquals(name, parsed.name());
    }

    @Test
    @DisplayName("T42: a partial names its segment without being it")
    void aPartialNamesItsSegment() {
        WalFileName parsed =
                WalFileName.parse("000000010000000000000003.partial", SIZE).orElseThrow();

        WalFileName.Partial partial = assertInstanceOf(WalFileName.Partial.class, parsed);
        assertEquals(Lsn.parse("0/3000000"), partial.segment().start());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "RECOVERYXLOG",
                "00000000.history",
                "00000002.history.tmp",
                "000000010000000000000100",
                "000000010000000000000002.01000000.backup",
                "000000010000000000000002.partial.00000028.backup",
                "../000000010000000000000002",
            })
    void otherNamesAreNone(String name) {
        assertEquals(Optional.empty(), WalFileName.parse(name, SIZE));
    }
}
