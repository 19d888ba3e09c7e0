package io.holdfast.agent.run;

import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.BackupConfig;
import io.holdfast.agent.fill.Filling;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.write.LeftRepository;
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
 * Runs the backups of the schedule, and those that a gap calls for, one at a time; between them,
 * fills the repositories that lack some. The id of a scheduled run comes from its schedule and
 * instant, so that two agents cannot run it twice. Runs on a virtual thread.
 */
final class BackupSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
    private static final Duration FILL_AGAIN = Duration.ofMinutes(5);
    private static final Duration FILL_CALMLY = Duration.ofMinutes(15);

    private final AgentConfig config;
    private final ConfiguredRepositories repositories;
    private final Backups backups;
    private final Filling filling;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final LinkedBlockingQueue<Wish> asked = new LinkedBlockingQueue<>();
    private Instant since;
    private Instant fillAt;

    BackupSchedule(
            AgentConfig config,
            ConfiguredRepositories repositories,
            Backups backups,
            Filling filling,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.repositories = repositories;
        this.backups = backups;
        this.filling = filling;
        this.clock = clock;
        this.random = random;
        this.since = clock.instant();
        this.fillAt = since;
    }

    /** A backup that is due. */
    private record Due(Instant at, BackupConfig.BackupSchedule schedule) {}

    /** What is to be done as soon as possible. */
    private sealed interface Wish {
        /** A full backup. */
        record Backup(String reason) implements Wish {}

        /** A look at what the repositories lack. */
        record Fill() implements Wish {}
    }

    /** Asks for a full backup as soon as possible; asking twice before it begins is asking once. */
    void ask(String reason) {
        if (!isBackupAskedFor()) {
            asked.add(new Wish.Backup(reason));
        }
    }

    /** Asks to fill repositories: one may be back that was away. */
    void askToFill() {
        Wish fill = new Wish.Fill();
        if (!asked.contains(fill)) {
            asked.add(fill);
        }
    }

    private boolean isBackupAskedFor() {
        return asked.stream().anyMatch(Wish.Backup.class::isInstance);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Optional<Due> next = next();
                Instant now = clock.instant();
                if (isDue(next, now)) {
                    // of the runs that were missed meanwhile, only the newest is made up for
                    since = now;
                    scheduled(next.orElseThrow());
                    continue;
                }
                Wish wish = asked.poll(sleep(next, now).toMillis(), TimeUnit.MILLISECONDS);
                if (wish instanceof Wish.Backup backup) {
                    attempt(BackupId.fresh(clock.instant(), random), backup.reason());
                } else if (wish != null || !clock.instant().isBefore(fillAt)) {
                    fill();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the backup schedule ends");
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
        return isBackupAskedFor() || isDue(next(), clock.instant());
    }

    private static boolean isDue(Optional<Due> next, Instant now) {
        return next.isPresent() && !next.get().at().isAfter(now);
    }

    private Optional<Due> next() {
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

    private Duration sleep(Optional<Due> next, Instant now) {
        Instant at = next.map(Due::at).filter(fillAt::isAfter).orElse(fillAt);
        Duration left = Duration.between(now, at);
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
                    complete.left().forEach(left -> tellMissing(id, left));
                }
                case BackupResult.Taken taken ->
                        LOG.info("backup {} is made by {}", id, taken.theirs().instance());
            }
        } catch (HoldfastException e) {
            tellFailed(id, e);
        }
        fillAt = clock.instant();
    }

    private static void tellFailed(BackupId id, HoldfastException e) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.warn("backup {} is given up, for the agent stops", id);
        } else {
            LOG.error("backup {} failed: {}", id, e.advice());
        }
    }

    private static void tellMissing(BackupId id, LeftRepository left) {
        LOG.warn(
                "backup {} is missing in repository {}, which will be filled: {}",
                id,
                left.repository().name(),
                left.reason().advice());
    }
}
