package io.holdfast.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.BackupConfig.BackupKind;
import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import io.holdfast.settings.value.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private static BackupSchedule schedule(String cron, Duration jitter) {
        return new BackupSchedule(
                BackupKind.FULL, new CronExpression(cron), ZoneOffset.UTC, jitter);
    }

    private static Timetable of(String... crons) {
        return new Timetable(
                "bank",
                java.util.Arrays.stream(crons).map(c -> schedule(c, Duration.ZERO)).toList());
    }

    @Test
    void nothingIsDueWithoutASchedule() {
        assertEquals(Optional.empty(), of().next(NOON));
        assertEquals(Optional.empty(), of().newest(NOON.minus(9, ChronoUnit.DAYS), NOON));
    }

    @Test
    @DisplayName("T92: after an absence one run is made up for, not all of them")
    void ofManyThatWereMissedTheNewestIsMadeUpFor() {
        Due due = of("0 * * * *").newest(NOON.minus(30, ChronoUnit.DAYS), NOON).orElseThrow();

        assertEquals(NOON, due.named());
        assertEquals(Optional.empty(), of("0 * * * *").newest(NOON, NOON.plusSeconds(3_599)));
    }

    @Test
    void theNewestOfSeveralSchedulesIsMadeUpFor() {
        Timetable both = of("0 2 * * 0", "0 3 * * 1-6");

        assertEquals(
                Instant.parse("2026-03-10T03:00:00Z"),
                both.newest(NOON.minus(9, ChronoUnit.DAYS), NOON).orElseThrow().named());
    }

    @Test
    void aRareRunOfLongAgoIsFound() {
        assertEquals(
                Instant.parse("2026-01-01T00:00:00Z"),
                of("0 0 1 1 *")
                        .newest(NOON.minus(200, ChronoUnit.DAYS), NOON)
                        .orElseThrow()
                        .named());
    }

    /** All agents of a cluster name the same run, and begin it at the same time. */
    @Test
    void jitterIsTheClustersOwnAndAlwaysTheSame() {
        List<BackupSchedule> hourly = List.of(schedule("0 * * * *", Duration.ofMinutes(30)));
        Set<Instant> begins = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Due due = new Timetable("cluster-" + i, hourly).next(NOON).orElseThrow();
            assertEquals(due, new Timetable("cluster-" + i, hourly).next(NOON).orElseThrow());
            assertTrue(due.at().isBefore(due.named().plus(30, ChronoUnit.MINUTES)));
            assertTrue(due.at().isAfter(NOON));
            begins.add(due.at());
        }
        assertTrue(begins.size() > 25, begins::toString);
    }

    @Test
    void aRunThatWasNamedBeforeAndBeginsLaterIsDueWhenItBegins() {
        Timetable table =
                new Timetable("bank", List.of(schedule("0 12 * * *", Duration.ofHours(12))));
        Due due = table.next(NOON.minusSeconds(1)).orElseThrow();

        assertEquals(Optional.of(due), table.newest(due.at().minusSeconds(1), due.at()));
        assertEquals(Optional.empty(), table.newest(NOON, due.at().minusSeconds(1)));
        assertEquals(NOON, due.named());
    }

    @Test
    @DisplayName("T92: the hour that a clock change leaves out, and the one that it repeats")
    void clockChangesNeitherLoseNorRepeatARun() {
        Timetable berlin =
                new Timetable(
                        "bank",
                        List.of(
                                new BackupSchedule(
                                        BackupKind.FULL,
                                        new CronExpression("30 2 * * *"),
                                        ZoneId.of("Europe/Berlin"),
                                        Duration.ZERO)));
        assertEquals(3, runs(berlin, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"));
        assertEquals(3, runs(berlin, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"));
    }

    private static int runs(Timetable table, String from, String to) {
        int count = 0;
        Instant at = Instant.parse(from);
        while (true) {
            at = table.next(at).orElseThrow().at();
            if (at.isAfter(Instant.parse(to))) {
                return count;
            }
            count++;
        }
    }
}
