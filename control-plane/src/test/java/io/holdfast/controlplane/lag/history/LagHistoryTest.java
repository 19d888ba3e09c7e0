package io.holdfast.controlplane.lag.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;

@TestInstance(Lifecycle.PER_CLASS)
class LagHistoryTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final StateServer server = StateServer.start(18);

    @AfterAll
    void close() {
        server.close();
    }

    /** A database of its own, and a clock that the test sets. */
    private static final class Plane implements AutoCloseable {
        final Database database;
        final LagHistory history;
        Instant now = NOON;

        Plane(StateServer server) {
            this.database = server.open();
            this.history = replica();
        }

        LagHistory replica() {
            return new LagHistory(database, () -> now, Retention.DEFAULT);
        }

        Kept store(String instance, LagMinute minute) {
            return history.store("c", instance, minute);
        }

        List<LagMinute> minutes() {
            return history.minutes("c", NOON.minus(Duration.ofDays(30)), NOON.plus(HOUR));
        }

        List<LagHour> hours() {
            return history.hours("c", NOON.minus(Duration.ofDays(300)), NOON.plus(HOUR));
        }

        List<LocalDate> days() {
            return new Partitions("lag_minute", Span.DAY).present(database);
        }

        List<LocalDate> months() {
            return new Partitions("lag_hour", Span.MONTH).present(database);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    @Test
    void minutesComeBackAsTheyWereTold() {
        LagMinute first = minute(NOON.minus(HOUR), figures("a", 60, 59, 3), unknown("b", 60));
        LagMinute second = minute(NOON, figures("a", 60, 60, 0));
        try (Plane plane = new Plane(server)) {
            assertEquals(Kept.STORED, plane.store("p", second));
            assertEquals(Kept.STORED, plane.store("p", first));
            assertEquals(
                    Kept.STORED,
                    plane.history.store("d", "p", minute(NOON, figures("a", 1, 1, 9))));

            assertEquals(List.of(first, second), plane.minutes());
            assertEquals(List.of(first), plane.history.minutes("c", NOON.minus(HOUR), NOON));
        }
    }

    @Test
    void aMinuteThatIsToldAgainChangesNothing() {
        LagMinute told = minute(NOON, figures("a", 60, 60, 3));
        try (Plane plane = new Plane(server)) {
            plane.store("p", told);

            assertEquals(Kept.KNOWN_ALREADY, plane.store("p", told));
            assertEquals(
                    Kept.KNOWN_ALREADY, plane.store("p", minute(NOON, figures("a", 60, 60, 9))));
            assertEquals(Kept.KNOWN_ALREADY, plane.store("s", minute(NOON)));
            assertEquals(List.of(told), plane.minutes());
        }
    }

    @Test
    void figuresAreRoundedUp() {
        Duration little = Duration.ofNanos(1);
        var told =
                new RepositoryFigures(
                        "a", 60, 60, Optional.of(new LagFigures(Duration.ZERO, little, little)));
        try (Plane plane = new Plane(server)) {
            plane.store("p", minute(NOON, told));

            LagFigures kept =
                    plane.minutes().getFirst().repositories().getFirst().figures().orElseThrow();
            assertEquals(new LagFigures(Duration.ZERO, millis(1), millis(1)), kept);
        }
    }

    @Test
    void ofTwoInstancesInOneMinuteTheOneThatKnewMoreIsShown() {
        try (Plane plane = new Plane(server)) {
            plane.store("p", minute(NOON, figures("a", 60, 20, 1), figures("b", 60, 40, 2)));
            plane.store("s", minute(NOON, figures("a", 60, 40, 3), figures("b", 60, 20, 4)));

            assertEquals(
                    List.of(minute(NOON, figures("a", 60, 40, 3), figures("b", 60, 40, 2))),
                    plane.minutes());
        }
    }

    @Test
    void minutesThatComeHoursLateLeaveNoHole() {
        try (Plane plane = new Plane(server)) {
            List<LagMinute> away =
                    IntStream.range(0, 3 * 60)
                            .mapToObj(i -> NOON.minus(Duration.ofMinutes(3 * 60 - i)))
                            .map(at -> minute(at, figures("a", 60, 60, 1)))
                            .toList();
            away.forEach(each -> plane.store("p", each));

            assertEquals(away, plane.minutes());
        }
    }

    @Test
    void whatIsTooOldOrYetToComeIsPassedOver() {
        try (Plane plane = new Plane(server)) {
            Instant oldest = NOON.minus(Duration.ofDays(35));

            assertEquals(Kept.STORED, plane.store("p", at(oldest)));
            assertEquals(Kept.TOO_OLD, plane.store("p", at(oldest.minus(Duration.ofMinutes(1)))));
            assertEquals(Kept.STORED, plane.store("p", at(NOON.plus(HOUR))));
            assertEquals(
                    Kept.IN_THE_FUTURE,
                    plane.store("p", at(NOON.plus(HOUR).plus(Duration.ofMinutes(1)))));
        }
    }

    @Test
    void anHourIsMadeOfItsMinutesOnceItIsOver() {
        try (Plane plane = new Plane(server)) {
            plane.store("p", minute(NOON, figures("a", 60, 60, 3), unknown("b", 60)));
            plane.store("p", minute(NOON.plusSeconds(60), figures("a", 60, 40, 9)));
            plane.store("s", minute(NOON.plusSeconds(60), figures("a", 60, 20, 99)));
            plane.store("p", minute(NOON.plusSeconds(120), figures("a", 30, 30, 5)));
            plane.now = NOON.plus(HOUR).minusMillis(1);
            assertTrue(plane.history.maintain());
            assertEquals(List.of(), plane.hours());

            plane.now = NOON.plus(HOUR);
            assertTrue(plane.history.maintain());

            var a =
                    new RepositoryFigures(
                            "a",
                            150,
                            130,
                            Optional.of(new LagFigures(millis(5), millis(10), millis(11))));
            assertEquals(List.of(new LagHour(NOON, List.of(a, unknown("b", 60)))), plane.hours());
        }
    }

    @Test
    void aLateMinuteIsAddedToItsHour() {
        try (Plane plane = new Plane(server)) {
            plane.now = NOON.plus(Duration.ofHours(5));
            plane.store("p", minute(NOON, figures("a", 60, 60, 3)));
            plane.history.maintain();
            plane.store("p", minute(NOON.plusSeconds(60), figures("a", 60, 0, 0)));
            plane.store("p", minute(NOON.plusSeconds(120), figures("a", 60, 60, 8)));
            plane.history.maintain();
            plane.history.maintain();

            assertEquals(180, plane.hours().getFirst().repositories().getFirst().samples());
            assertEquals(120, plane.hours().getFirst().repositories().getFirst().known());
            assertEquals(1, plane.hours().size());
        }
    }

    @Test
    void moreHoursThanFitIntoOneBatchAreAllMade() {
        try (Plane plane = new Plane(server)) {
            for (int i = 0; i < 501; i++) {
                plane.store("p", at(NOON.minus(Duration.ofHours(i))));
            }
            plane.now = NOON.plus(HOUR);
            plane.history.maintain();

            assertEquals(501, plane.hours().size());
        }
    }

    @Test
    void partitionsAreMadeAheadAndDroppedWhenAllInThemIsOld() {
        try (Plane plane = new Plane(server)) {
            plane.history.maintain();
            assertEquals(days("2026-03-10", "2026-03-11", "2026-03-12"), plane.days());
            assertEquals(days("2026-03-01"), plane.months());
            plane.store("p", at(NOON));

            // 35 days and the margin after the end of the first day
            plane.now = Instant.parse("2026-04-15T23:59:59Z");
            plane.history.maintain();
            assertTrue(plane.days().contains(LocalDate.parse("2026-03-10")));
            plane.now = Instant.parse("2026-04-16T00:00:00Z");
            plane.history.maintain();
            assertFalse(plane.days().contains(LocalDate.parse("2026-03-10")));

            assertEquals(List.of(), plane.minutes());
            assertEquals(1, plane.hours().size());
            plane.now = Instant.parse("2027-06-07T00:00:00Z");
            plane.history.maintain();
            assertEquals(List.of(), plane.hours());
            assertEquals(days("2027-06-07", "2027-06-08", "2027-06-09"), plane.days());
            assertEquals(days("2027-06-01"), plane.months());
        }
    }

    @Test
    void noMinuteIsDroppedBeforeItIsInItsHour() {
        try (Plane plane = new Plane(server)) {
            plane.store("p", at(NOON));

            // the first maintenance since, after all of the day has become too old
            plane.now = NOON.plus(Duration.ofDays(60));
            plane.history.maintain();

            assertEquals(List.of(), plane.minutes());
            assertEquals(1, plane.hours().size());
        }
    }

    @Test
    void whileOneReplicaMaintainsTheOthersDoNot() {
        try (Plane plane = new Plane(server)) {
            boolean isOurs =
                    plane.database.inTransaction(
                            sql -> {
                                sql.query(
                                        "select pg_advisory_xact_lock(hashtext('holdfast lag"
                                                + " maintenance'))",
                                        row -> row);
                                return plane.replica().maintain();
                            });

            assertFalse(isOurs);
            assertEquals(List.of(), plane.days());
            assertTrue(plane.history.maintain());
        }
    }

    @Test
    void replicasThatStoreAndMaintainAtOnceLoseNothing() throws Exception {
        try (Plane plane = new Plane(server);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            plane.now = NOON.plus(HOUR);
            Callable<Boolean> replica =
                    () -> {
                        LagHistory history = plane.replica();
                        for (int i = 0; i < 60; i++) {
                            history.store("c", "p", at(NOON.plusSeconds(60L * i)));
                            history.maintain();
                        }
                        return true;
                    };

            List<Future<Boolean>> replicas = threads.invokeAll(List.of(replica, replica, replica));
            for (Future<Boolean> each : replicas) {
                assertTrue(each.get());
            }
            plane.history.maintain();

            assertEquals(60, plane.minutes().size());
            assertEquals(3_600, plane.hours().getFirst().repositories().getFirst().samples());
        }
    }

    @Test
    void theOldestPostgresCanDoItToo() {
        try (StateServer old = StateServer.start(14);
                Plane plane = new Plane(old)) {
            plane.store("p", at(NOON));
            plane.now = NOON.plus(HOUR);
            plane.history.maintain();
            assertEquals(1, plane.hours().size());

            plane.now = NOON.plus(Duration.ofDays(60));
            plane.history.maintain();
            assertEquals(List.of(), plane.minutes());
        }
    }

    @Test
    void whileTheDatabaseIsAwayThePastCannotBeToldAndThatPasses() {
        try (StateServer away = StateServer.start(18);
                Plane plane = new Plane(away)) {
            plane.store("p", at(NOON));
            away.server().stop(StopMode.IMMEDIATE);

            transientFailure(plane::minutes);
            transientFailure(plane::hours);
            transientFailure(() -> plane.store("p", at(NOON)));
            transientFailure(plane.history::maintain);

            away.server().start();
            assertEquals(Kept.KNOWN_ALREADY, plane.store("p", at(NOON)));
            assertEquals(1, plane.minutes().size());
        }
    }

    @Test
    void aRangeThatIsTooLongOrEmptyIsRefused() {
        try (Plane plane = new Plane(server)) {
            Instant month = NOON.minus(Duration.ofDays(31));

            assertEquals(List.of(), plane.history.minutes("c", month, NOON));
            assertEquals(
                    "lag-history-range",
                    code(() -> plane.history.minutes("c", month.minusNanos(1), NOON)));
            assertEquals("lag-history-range", code(() -> plane.history.minutes("c", NOON, NOON)));
            assertEquals(
                    "lag-history-range",
                    code(() -> plane.history.hours("c", NOON.minus(Duration.ofDays(401)), NOON)));
        }
    }

    private static void transientFailure(Executable call) {
        HoldfastException failed = assertThrows(HoldfastException.class, call);
        assertEquals(ErrorCategory.TRANSIENT, failed.category(), failed::advice);
    }

    private static String code(Executable call) {
        return assertThrows(HoldfastException.class, call).code();
    }

    private static List<LocalDate> days(String... days) {
        return List.of(days).stream().map(LocalDate::parse).toList();
    }

    private static LagMinute at(Instant minute) {
        return minute(minute, figures("a", 60, 60, 1));
    }

    private static LagMinute minute(Instant minute, RepositoryFigures... figures) {
        return new LagMinute(minute, List.of(figures));
    }

    private static RepositoryFigures unknown(String name, int samples) {
        return new RepositoryFigures(name, samples, 0, Optional.empty());
    }

    /** The median is as given, the others one and two milliseconds more. */
    private static RepositoryFigures figures(String name, int samples, int known, long millis) {
        return new RepositoryFigures(
                name,
                samples,
                known,
                known == 0
                        ? Optional.empty()
                        : Optional.of(
                                new LagFigures(
                                        millis(millis), millis(millis + 1), millis(millis + 2))));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
