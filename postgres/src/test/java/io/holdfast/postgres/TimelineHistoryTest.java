package io.holdfast.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {
    private static final TimelineId ONE = new TimelineId(1);
    private static final TimelineId TWO = new TimelineId(2);
    private static final TimelineId FIVE = new TimelineId(5);

    private static TimelineHistory history(TimelineId timeline, String text) {
        return TimelineHistory.parse(timeline, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aRealHistoryIsWhatForkWouldWrite(int major) {
        byte[] raw = Fixtures.bytes(major, "00000002.history");

        TimelineHistory parsed = TimelineHistory.parse(TWO, raw);

        Lsn left = parsed.switchPointOf(ONE).orElseThrow();
        assertEquals(
                parsed, TimelineHistory.root(ONE).fork(TWO, left, "no recovery target specified"));
        assertArrayEquals(raw, parsed.raw());
    }

    @Test
    void theTimelineOfAnLsnChangesAtTheSwitchPoint() {
        TimelineHistory history = history(FIVE, "1\t0/3000\tx\n\n# note\n2\t1/0\ty\n");

        assertEquals(ONE, history.timelineAt(Lsn.parse("0/2FFF")));
        assertEquals(TWO, history.timelineAt(Lsn.parse("0/3000")));
        assertEquals(TWO, history.timelineAt(Lsn.parse("0/FFFFFFFF")));
        assertEquals(FIVE, history.timelineAt(Lsn.parse("1/0")));
        assertEquals(List.of(ONE, TWO), timelines(history));
        assertEquals(TWO, history.parent().orElseThrow().timeline());
    }

    @Test
    void anAncestorsWalCountsUpToItsSwitchPoint() {
        TimelineHistory history = history(FIVE, "1\t0/3000\tx\n2\t1/0\ty\n");

        assertTrue(history.descendsFrom(ONE, Lsn.parse("0/3000")));
        assertFalse(history.descendsFrom(ONE, Lsn.parse("0/3001")));
        assertTrue(history.descendsFrom(FIVE, Lsn.parse("FF/0")));
        assertFalse(history.descendsFrom(new TimelineId(3), Lsn.parse("0/1")));
        assertEquals(Optional.empty(), history.switchPointOf(FIVE));
    }

    @Test
    void aForkOfAForkKeepsTheParentsBytes() {
        TimelineHistory parent = TimelineHistory.root(ONE).fork(TWO, Lsn.parse("0/3000"), "a");

        TimelineHistory child = parent.fork(FIVE, Lsn.parse("1/0"), "b");

        assertEquals(
                "1\t0/3000\ta\n\n2\t1/0\tb\n", new String(child.raw(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\t0/3000\tx\n",
                "1\n",
                "1\tnowhere\tx\n",
                "2\t0/3000\tx\n1\t0/4000\ty\n",
                "1\t0/3000\tx\n1\t0/4000\ty\n",
                "5\t0/3000\tx\n",
                "0\t0/3000\tx\n",
                "9999999999\t0/3000\tx\n",
            })
    void whatPostgresWouldRefuseIsRefused(String text) {
        HoldfastException refusal =
                assertThrows(HoldfastException.class, () -> history(FIVE, text));

        assertEquals(ErrorCategory.INTEGRITY, refusal.category());
    }

    private static List<TimelineId> timelines(TimelineHistory history) {
        return history.ancestors().stream().map(TimelineHistory.Ancestor::timeline).toList();
    }
}
