package io.holdfast.agent.run;

import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.BackupConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the backups of the schedule, and those that a gap calls for, one at a time. The id of a
 * scheduled run comes from its schedule and instant, so that two agents cannot run it twice. Runs
 * on a virtual thread.
 */
final class BackupSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final AgentConfig config;
    private final ConfiguredRepositories repositories;
    private final Backups backups;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();

    BackupSchedule(
            AgentConfig config,
            ConfiguredRepositories repositories,
            Backups backups,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.repositories = repositories;
        this.backups = backups;
        this.clock = clock;
        this.random = random;
    }

    /** A backup that is due. */
    private record Due(Instant at, BackupConfig.BackupSchedule schedule) {}

    /** Asks for a full backup as soon as possible; asking twice before it begins is asking once. */
    void ask(String reason) {
        if (asked.isEmpty()) {
            asked.add(reason);
        }
    }

    @Override
    public void run() {
        Instant since = clock.instant();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Optional<Due> next = next(since);
                Instant now = clock.instant();
                if (next.isPresent() && !next.get().at().isAfter(now)) {
                    // of the runs that were missed meanwhile, only the newest is made up for
                    since = now;
                    scheduled(next.get());
                    continue;
                }
                String reason = asked.poll(sleep(next, now).toMillis(), TimeUnit.MILLISECONDS);
                if (reason != null) {
                    attempt(BackupId.fresh(clock.instant(), random), reason);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the backup schedule ends");
        }
    }

    private Optional<Due> next(Instant since) {
        return config.backup().schedules().stream()
                .flatMap(
                        schedule ->
                                schedule
                                        .cron()
                                        .next(since, schedule.timeZone())
                                        .map(at -> new Due(at, schedule))
                                        .stream())
                .min(Comparator.comparing(Due::at));
    }

    private static Duration sleep(Optional<Due> next, Instant now) {
        Duration left = next.map(due -> Duration.between(now, due.at())).orElse(LONGEST_SLEEP);
        return left.compareTo(LONGEST_SLEEP) < 0 ? left.plusMillis(1) : LONGEST_SLEEP;
    }

    private void scheduled(Due due) {
        String schedule = due.schedule().cron().text() + " " + due.schedule().timeZone();
        attempt(BackupId.scheduled(schedule, BackupKind.FULL, due.at()), "schedule " + schedule);
    }

    private void attempt(BackupId id, String reason) {
        LOG.info("backup {} begins: {}", id, reason);
        try {
            var opened =
                    repositories.reachable(
                            e ->
                                    LOG.warn(
                                            "backup {} goes on without a repository: {}",
                                            id,
                                            e.getMessage()));
            BackupResult result = backups.full(id, opened, false, progress -> {});
            switch (result) {
                case BackupResult.Complete complete -> {
                    LOG.info("backup {} is complete in {}", id, complete.repositories());
                    complete.notLocal()
                            .ifPresent(why -> LOG.info("backup {} was streamed: {}", id, why));
                    complete.left().forEach(left -> LOG.warn("backup {} is missing: {}", id, left));
                }
                case BackupResult.Taken taken ->
                        LOG.info("backup {} is made by {}", id, taken.theirs().instance());
            }
        } catch (HoldfastException e) {
            LOG.error("backup {} failed: {} {}", id, e.getMessage(), e.hint());
        }
    }
}
