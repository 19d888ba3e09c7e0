package io.holdfast.settings.value;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When something happens again and again, in the five fields of UNIX cron: minute, hour, day of
 * month, month, day of week.
 */
public record CronExpression(String text) {
    /** The past is searched from the nearest of these on, so that no search is long. */
    private static final List<Duration> LOOKS =
            List.of(
                    Duration.ofHours(2),
                    Duration.ofDays(2),
                    Duration.ofDays(40),
                    Duration.ofDays(1_500));

    public CronExpression {
        parsed(text);
    }

    /**
     * The first instant after {@code after} that this expression names in {@code zone}; empty if
     * there is none, as for the 30th of February. What falls into an hour that a clock change
     * leaves out happens at the end of the gap, else a nightly backup would be missing once a year.
     */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        Optional<Instant> named = nextNamed(after, zone);
        Instant horizon = named.orElse(after);
        ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        while (change != null && change.getInstant().isBefore(horizon)) {
            if (change.isGap() && namesATimeIn(change)) {
                return Optional.of(change.getInstant());
            }
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return named;
    }

    /**
     * The last instant after {@code after} and not after {@code until} that this expression names;
     * empty if it names none.
     */
    public Optional<Instant> newest(Instant after, Instant until, ZoneId zone) {
        for (Duration look : LOOKS) {
            Instant nearest = until.minus(look);
            Instant from = nearest.isAfter(after) ? nearest : after;
            Optional<Instant> newest =
                    Stream.iterate(next(from, zone), named -> named.flatMap(at -> next(at, zone)))
                            .takeWhile(named -> named.filter(at -> !at.isAfter(until)).isPresent())
                            .reduce((older, newer) -> newer)
                            .flatMap(named -> named);
            if (newest.isPresent() || from.equals(after)) {
                return newest;
            }
        }
        return Optional.empty();
    }

    private boolean namesATimeIn(ZoneOffsetTransition gap) {
        Instant begin = gap.getDateTimeBefore().toInstant(ZoneOffset.UTC);
        Instant end = gap.getDateTimeAfter().toInstant(ZoneOffset.UTC);
        return nextNamed(begin.minusSeconds(1), ZoneOffset.UTC)
                .filter(time -> time.isBefore(end))
                .isPresent();
    }

    private Optional<Instant> nextNamed(Instant after, ZoneId zone) {
        return ExecutionTime.forCron(parsed(text))
                .nextExecution(after.atZone(zone))
                .map(ZonedDateTime::toInstant);
    }

    private static Cron parsed(String text) {
        try {
            var definition = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
            return new CronParser(definition).parse(text).validate();
        } catch (IllegalArgumentException e) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "cron-malformed",
                    "not a cron expression: '" + text + "': " + e.getMessage(),
                    "Write the five fields minute, hour, day of month, month and day of week, such"
                            + " as \"0 2 * * *\" for every day at 02:00.",
                    e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
