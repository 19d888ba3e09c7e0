package io.holdfast.agent.run;

import io.holdfast.agent.fill.Filling;
import io.holdfast.agent.schedule.Due;
import io.holdfast.agent.schedule.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the backups of the schedule, and those that are asked for, one at a time; between them,
 * fills the repositories that lack some. Runs on a virtual thread.
 */
final class BackupSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);

    /** A clock may be set meanwhile, or have stood still with the machine. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

    private static final Duration FILL_AGAIN = Duration.ofMinutes(5);
    private static final Duration FILL_CALMLY = Duration.ofMinutes(15);

    private final Supplier<Timetable> timetable;
    private final BackupLane lane;
    private final BackupAttempts attempts;
    private final Filling filling;
    private final ScheduleMemory memory;
    private final InstantSource clock;
    private Timetable seen;
    private Instant since;
    private Instant fillAt;

    /**
     * @param timetable as it is now
     */
    BackupSchedule(
            Supplier<Timetable> timetable,
            BackupLane lane,
            BackupAttempts attempts,
            Filling filling,
            ScheduleMemory memory,
            InstantSource clock) {
        this.timetable = timetable;
        this.lane = lane;
        this.attempts = attempts;
        this.filling = filling;
        this.memory = memory;
        this.clock = clock;
        this.seen = timetable.get();
        this.since = memory.since(clock.instant());
        this.fillAt = clock.instant();
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Instant now = clock.instant();
                look(now);
                Optional<Due> due = seen.newest(since, now);
                if (due.isPresent()) {
                    // of the runs that were missed meanwhile, only the newest is made up for
                    attended(now);
                    attempts.scheduled(due.get());
                    fillAt = clock.instant();
                    continue;
                }
                Optional<BackupLane.Wish> wish = lane.next(sleep(now));
                if (wish.isPresent()) {
                    grant(wish.get());
                } else if (!clock.instant().isBefore(fillAt)) {
                    fill();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the backup schedule ends");
        }
    }

    // A new schedule begins now: what it would have named before was not missed.
    private void look(Instant now) {
        Timetable current = timetable.get();
        if (!current.equals(seen)) {
            seen = current;
            attended(now);
        }
    }

    private void attended(Instant now) {
        since = now;
        memory.keep(now);
    }

    private void grant(BackupLane.Wish wish) throws InterruptedException {
        switch (wish) {
            case BackupLane.Wish.Gap gap -> {
                attempts.gap(gap.reason());
                fillAt = clock.instant();
            }
            case BackupLane.Wish.Job job -> {
                attempts.job(job.job());
                fillAt = clock.instant();
            }
            case BackupLane.Wish.Fill _ -> fill();
            case BackupLane.Wish.Look _ -> {}
        }
    }

    private void fill() throws InterruptedException {
        boolean isWorthIt = false;
        try {
            isWorthIt = filling.run(this::isBackupDue);
        } catch (RuntimeException e) {
            // a defect there must not end the schedule
            LOG.error("filling repositories failed; report this", e);
        }
        fillAt = clock.instant().plus(isWorthIt ? FILL_AGAIN : FILL_CALMLY);
    }

    private boolean isBackupDue() {
        return lane.hasBackup() || seen.newest(since, clock.instant()).isPresent();
    }

    private Duration sleep(Instant now) {
        Instant at = seen.next(now).map(Due::at).filter(fillAt::isAfter).orElse(fillAt);
        Duration left = Duration.between(now, at);
        return left.compareTo(LONGEST_SLEEP) < 0 ? left.plusMillis(1) : LONGEST_SLEEP;
    }
}
