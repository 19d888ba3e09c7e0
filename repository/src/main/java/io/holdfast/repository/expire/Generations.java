package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupManifest;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Grandfather, father, son: the newest backup of each of the last so many days, weeks, months and
 * years that have one. A pause in the backups therefore removes nothing.
 */
final class Generations {
    private final List<BackupManifest> newestFirst;

    Generations(List<BackupManifest> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /** Why the generations keep this backup; empty if they do not. */
    Optional<String> why(BackupManifest backup, RetentionRules rules) {
        return why(backup, rules.daily(), "day", day -> day)
                .or(
                        () ->
                                why(
                                        backup,
                                        rules.weekly(),
                                        "the week of",
                                        day ->
                                                day.with(
                                                        TemporalAdjusters.previousOrSame(
                                                                DayOfWeek.MONDAY))))
                .or(() -> why(backup, rules.monthly(), "month", YearMonth::from))
                .or(() -> why(backup, rules.yearly(), "year", LocalDate::getYear));
    }

    private Optional<String> why(
            BackupManifest backup, int periods, String word, Function<LocalDate, Object> period) {
        Object mine = period.apply(day(backup));
        Set<Object> seen = new HashSet<>();
        for (BackupManifest other : newestFirst) {
            Object theirs = period.apply(day(other));
            boolean isNewestOfItsPeriod = seen.add(theirs);
            if (seen.size() > periods) {
                return Optional.empty();
            }
            if (other.id().equals(backup.id())) {
                return isNewestOfItsPeriod
                        ? Optional.of("newest of " + word + " " + mine)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static LocalDate day(BackupManifest backup) {
        return LocalDate.ofInstant(backup.startedAt(), ZoneOffset.UTC);
    }
}
