package io.holdfast.repository.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreTargetTest {
    @Test
    void readsEveryForm() {
        assertEquals(new RestoreTarget.Latest(), parse("latest"));
        assertEquals(new RestoreTarget.Immediate(), parse(" immediate "));
        assertEquals(
                new RestoreTarget.Position(Lsn.parse("16/B374D848"), true),
                parse("lsn=16/B374D848"));
        assertEquals(new RestoreTarget.Transaction(1234, true), parse("xid=1234"));
        assertEquals(new RestoreTarget.Named("before a=b"), parse("name=before a=b"));
    }

    @Test
    @DisplayName("T7: a time is kept in UTC and in whole microseconds")
    void readsTimesWithAnOffset() {
        var target = new RestoreTarget.Time(Instant.parse("2026-01-02T03:04:05.678901Z"), true);

        assertEquals(target, parse("time=2026-01-02T03:04:05.678901Z"));
        assertEquals(target, parse("time=2026-01-02T04:04:05.678901999+01:00"));
        assertEquals(target, parse("time=2026-01-01 21:34:05.678901-05:30"));
    }

    @ParameterizedTest
    @DisplayName("T7: a time without an offset is refused, not guessed at")
    @ValueSource(strings = {"time=2026-01-02T03:04:05", "time=2026-01-02 03:04:05.5"})
    void refusesTimesWithoutAnOffset(String text) {
        var refused = assertThrows(HoldfastException.class, () -> parse(text));

        assertEquals("target-malformed", refused.code());
        assertTrue(refused.hint().contains("offset"), refused.hint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "latest=1",
                "time",
                "time=3:04 PM",
                "time=2026-02-30T03:04:05Z",
                "time=2026-01-02T25:04:05Z",
                "lsn=12",
                "xid=-1",
                "xid=2",
                "xid=99999999999999999999",
                "name=",
                "immediate=yes"
            })
    void refusesWhatIsNoTarget(String text) {
        assertEquals(
                "target-malformed",
                assertThrows(HoldfastException.class, () -> parse(text)).code());
    }

    @Test
    void dropsTheEpochOfATransaction() {
        assertEquals(new RestoreTarget.Transaction(7, true), parse("xid=" + ((5L << 32) + 7)));
    }

    @Test
    void keepsWhetherThePointItselfIsReplayed() {
        var target = RestoreTarget.parse("lsn=0/10", false);

        assertFalse(((RestoreTarget.Position) target).isInclusive());
        assertEquals("lsn=0/10 (exclusive)", target.toString());
    }

    private static RestoreTarget parse(String text) {
        return RestoreTarget.parse(text, true);
    }
}
