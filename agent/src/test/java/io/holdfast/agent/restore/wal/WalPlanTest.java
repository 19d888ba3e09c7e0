package io.holdfast.agent.restore.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalPlanTest {
    private static final int MB = 1 << 20;
    private static final TimelineId ONE = new TimelineId(1);
    private static final TimelineId TWO = new TimelineId(2);
    private static final TimelineId THREE = new TimelineId(3);

    /** Timeline 2 leaves 1 at 0/5400000, timeline 3 leaves 2 at 0/8000000. */
    private static final Map<TimelineId, byte[]> FILES =
            Map.of(
                    TWO, bytes("1\t0/5400000\tno recovery target specified\n"),
                    THREE, bytes("1\t0/5400000\tx\n\n2\t0/8000000\tx\n"));

    private static final Branch BRANCH =
            new Branch(
                    List.of(
                            stretch(1, ONE, "0/1000000", "0/3000000"),
                            stretch(2, ONE, "0/3000000", "0/5400000"),
                            stretch(3, TWO, "0/5400000", "0/8000000"),
                            stretch(4, THREE, "0/8000000", null)));

    private final WalPlan plan =
            WalPlan.of(BRANCH, THREE, Lsn.parse("0/A100000"), new Histories(FILES));

    @Test
    void aSegmentOfTheOldestTimelineIsServedWhole() {
        assertEquals(segment(ONE, "0/2000000", "0/3000000"), plan.answer(name(ONE, 2)));
    }

    @Test
    @DisplayName("E11: a parent timeline is served only up to where its child left it")
    void theParentEndsAtItsSwitch() {
        assertEquals(segment(ONE, "0/5000000", "0/5400000"), plan.answer(name(ONE, 5)));
        assertAbsent(name(ONE, 6));
    }

    @Test
    @DisplayName("028_pitr_timelines: a child's first segment begins with its parent's bytes")
    void theChildsFirstSegmentIsComposed() {
        assertEquals(segment(TWO, "0/5000000", "0/6000000"), plan.answer(name(TWO, 5)));
        assertAbsent(name(TWO, 4));
    }

    @Test
    void aSwitchAtTheEndOfASegmentGivesTheParentNothingMore() {
        assertEquals(segment(TWO, "0/7000000", "0/8000000"), plan.answer(name(TWO, 7)));
        assertAbsent(name(TWO, 8));
        assertAbsent(name(THREE, 7));
        assertEquals(segment(THREE, "0/8000000", "0/9000000"), plan.answer(name(THREE, 8)));
    }

    @Test
    @DisplayName("T12: the last segment is served up to the frontier, and nothing after it")
    void theLastSegmentEndsAtTheFrontier() {
        assertEquals(segment(THREE, "0/A000000", "0/A100000"), plan.answer(name(THREE, 10)));
        assertAbsent(name(THREE, 11));
    }

    @Test
    void nothingFollowsAFrontierAtTheEndOfASegment() {
        var exact = WalPlan.of(BRANCH, THREE, Lsn.parse("0/A000000"), new Histories(FILES));

        assertInstanceOf(WalAnswer.Segment.class, exact.answer(name(THREE, 9)));
        assertInstanceOf(WalAnswer.Absent.class, exact.answer(name(THREE, 10)));
    }

    @Test
    @DisplayName("A target on the parent is recovered on the parent's timeline, by its own names")
    void aPlanForTheParentKnowsNoChild() {
        var parent = WalPlan.of(BRANCH, ONE, Lsn.parse("0/5400000"), new Histories(FILES));

        assertEquals(segment(ONE, "0/5000000", "0/5400000"), parent.answer(name(ONE, 5)));
        assertInstanceOf(WalAnswer.Absent.class, parent.answer(name(TWO, 5)));
        assertEquals(ONE, parent.timeline());
    }

    @Test
    @DisplayName("E12: histories are served as stored, the first timeline has none")
    void historiesAreServedAsStored() {
        var history = assertInstanceOf(WalAnswer.History.class, plan.answer("00000002.history"));

        assertEquals(
                "1\t0/5400000\tno recovery target specified\n",
                new String(history.content(), StandardCharsets.UTF_8));
        assertAbsent("00000001.history");
        assertAbsent("00000004.history");
    }

    @Test
    @DisplayName("A promotion must not take a number that is stored, so later histories are served")
    void knowsHistoriesOfTimelinesThatAreNotReplayed() {
        var parent = WalPlan.of(BRANCH, ONE, Lsn.parse("0/5400000"), new Histories(FILES));

        assertInstanceOf(WalAnswer.History.class, parent.answer("00000002.history"));
        assertInstanceOf(WalAnswer.History.class, parent.answer("00000003.history"));
    }

    @Test
    @DisplayName("T3: a history that is not stored refuses the restore, by name")
    void everyAncestorsHistoryMustBeThere() {
        var refused =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                WalPlan.of(
                                        BRANCH,
                                        THREE,
                                        Lsn.parse("0/A100000"),
                                        new Histories(Map.of(THREE, FILES.get(THREE)))));

        assertEquals("history-missing", refused.code());
        assertTrue(String.valueOf(refused.getMessage()).contains("00000002.history"));
    }

    @Test
    void aHistoryThatDoesNotFitTheEpochsIsRefused() {
        var other = Map.of(TWO, bytes("1\t0/5000000\tx\n"));

        var refused =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                WalPlan.of(
                                        BRANCH, TWO, Lsn.parse("0/8000000"), new Histories(other)));

        assertEquals("history-contradicts-epochs", refused.code());
    }

    @Test
    void whatPostgresNeverFindsInAnArchiveOfOursIsAbsent() {
        assertAbsent("000000010000000000000002.00000028.backup");
        assertAbsent("000000010000000000000002.partial");
        assertAbsent("000000040000000000000005");
    }

    @Test
    @DisplayName("A name that this cluster cannot have must stop the recovery, not end it")
    void anImpossibleNameIsNotCalledAbsent() {
        assertInstanceOf(WalAnswer.Refused.class, plan.answer("000000010000000000000100"));
        assertInstanceOf(WalAnswer.Refused.class, plan.answer("rubbish"));
    }

    @Test
    void expectsTheNewestTimelineThatHasBegun() {
        assertEquals("000000010000000000000004", plan.expected(4).orElseThrow().segment().name());
        assertEquals("000000020000000000000005", plan.expected(5).orElseThrow().segment().name());
        assertEquals("000000030000000000000008", plan.expected(8).orElseThrow().segment().name());
        assertTrue(plan.expected(11).isEmpty());
    }

    @ParameterizedTest
    @DisplayName("T36: names roll over where the log number is carried, at every segment size")
    @CsvSource({
        "1,  000000010000000000000FFF, 000000010000000100000000, 0/FFF00000",
        "16, 0000000100000000000000FF, 000000010000000100000000, 0/FF000000",
        "64, 00000001000000000000003F, 000000010000000100000000, 0/FC000000"
    })
    void rollsOver(int megabytes, String last, String first, String start) {
        var size = megabytes * MB;
        var epoch = epoch(1, ONE, Lsn.ZERO, size);
        var end = Lsn.parse("1/100");
        var small =
                WalPlan.of(
                        new Branch(List.of(new Stretch(epoch, null))),
                        ONE,
                        end,
                        new Histories(Map.of()));
        var segmentSize = new WalSegmentSize(size);

        var before = assertInstanceOf(WalAnswer.Segment.class, small.answer(last));
        var after = assertInstanceOf(WalAnswer.Segment.class, small.answer(first));

        assertEquals(Lsn.parse(start), before.segment().start());
        assertEquals(Lsn.parse("1/0"), before.end());
        assertEquals(WalSegment.containing(ONE, Lsn.parse("1/0"), segmentSize), after.segment());
        assertEquals(end, after.end());
    }

    private void assertAbsent(String name) {
        assertInstanceOf(WalAnswer.Absent.class, plan.answer(name), name);
    }

    private static String name(TimelineId timeline, long number) {
        return new WalSegment(timeline, number, new WalSegmentSize(16 * MB)).name();
    }

    private static WalAnswer segment(TimelineId timeline, String start, String end) {
        var size = new WalSegmentSize(16 * MB);
        return new WalAnswer.Segment(
                WalSegment.containing(timeline, Lsn.parse(start), size), Lsn.parse(end));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Stretch stretch(
            int epoch,
            TimelineId timeline,
            String start,
            @org.jspecify.annotations.Nullable String end) {
        return new Stretch(
                epoch(epoch, timeline, Lsn.parse(start), 16 * MB),
                end == null ? null : Lsn.parse(end));
    }

    private static EpochRecord epoch(int number, TimelineId timeline, Lsn start, int size) {
        return new EpochRecord(
                new EpochId(number, 0),
                new UUID(0, number),
                "a",
                "orders",
                "1",
                18,
                size,
                timeline,
                start,
                null,
                EpochRecord.Reason.FIRST,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }
}
