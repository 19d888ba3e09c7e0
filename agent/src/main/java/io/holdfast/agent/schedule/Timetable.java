package io.holdfast.agent.schedule;

import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The backups that some schedules name for one cluster.
 *
 * @param cluster whose share of the jitter counts
 */
public record Timetable(String cluster, List<BackupSchedule> schedules) {
    private static final Duration LONGEST_JITTER = Duration.ofHours(12);

    public Timetable {
        schedules = List.copyOf(schedules);
    }

    /** The first one that begins after an instant. */
    public Optional<Due> next(Instant after) {
        return schedules.stream()
                .flatMap(schedule -> next(schedule, after).stream())
                .min(Comparator.comparing(Due::at));
    }

    /**
     * The newest that began after {@code after} and not after {@code until}: of several that were
     * missed, the one that is to be made up for.
     */
    public Optional<Due> newest(Instant after, Instant until) {
        return schedules.stream()
                .flatMap(schedule -> newest(schedule, after, until).stream())
                .max(Comparator.comparing(Due::at).thenComparing(Due::named));
    }

    private Optional<Due> newest(BackupSchedule schedule, Instant after, Instant until) {
        Duration share = share(schedule);
        return schedule.cron()
                .newest(after.minus(share), until.minus(share), schedule.timeZone())
                .map(named -> new Due(schedule, named, named.plus(share)));
    }

    private Optional<Due> next(BackupSchedule schedule, Instant after) {
        Duration share = share(schedule);
        return schedule.cron()
                .next(after.minus(share), schedule.timeZone())
                .map(named -> new Due(schedule, named, named.plus(share)));
    }

    /** The same for every agent of the cluster, and at every start. */
    private Duration share(BackupSchedule schedule) {
        long jitter = Math.min(schedule.jitter().toSeconds(), LONGEST_JITTER.toSeconds());
        if (jitter <= 0) {
            return Duration.ZERO;
        }
        CRC32C hash = new CRC32C();
        hash.update((cluster + " " + schedule.cron().text()).getBytes(StandardCharsets.UTF_8));
        return Duration.ofSeconds(hash.getValue() % jitter);
    }
}
