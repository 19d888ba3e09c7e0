package io.holdfast.agent.fill;

import io.holdfast.agent.backup.Throttle;
import io.holdfast.agent.capture.RepositoryOpener;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.copy.CopyPace;
import io.holdfast.repository.expire.RetentionRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies complete backups to the repositories that lack them. One thread looks and copies; anybody
 * asks how it stands.
 */
public final class Filling {
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    /** What planning is called among what has failed; no repository has this name. */
    private static final String PLAN = "";

    /** A backup that was begun so long ago has ended, or its maker has died. */
    private static final Duration LONGEST_BACKUP = Duration.ofDays(1);

    private final List<RepositoryOpener> repositories;
    private final Supplier<RetentionRules> rules;
    private final OptionalLong maxBytesPerSecond;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final FillMemory memory = new FillMemory();
    private final BackupCopying copying;
    private final Map<String, Lacking> lacking = new ConcurrentHashMap<>();

    /**
     * @param repositories all of one cluster
     * @param rules by which expiry runs now; what they do not keep is not copied
     * @param maxBytesPerSecond that are read, one stream at a time; empty: no limit
     * @param nanos monotonic
     */
    public Filling(
            List<? extends RepositoryOpener> repositories,
            Supplier<RetentionRules> rules,
            OptionalLong maxBytesPerSecond,
            InstantSource clock,
            LongSupplier nanos) {
        this.repositories = List.copyOf(repositories);
        this.rules = rules;
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.clock = clock;
        this.nanos = nanos;
        this.copying = new BackupCopying(memory, clock);
    }

    /** What the repositories lacked at the last look; nothing of those not looked at yet. */
    public List<Lacking> status() {
        return repositories.stream()
                .flatMap(one -> Optional.ofNullable(lacking.get(one.name())).stream())
                .toList();
    }

    /**
     * Looks at all repositories that can be reached, and copies until nothing is left to copy or
     * something else is due. What fails is logged once, and tried again by the next call.
     *
     * @param isOtherDue asked before each object
     * @return whether it is worth another look soon
     * @throws InterruptedException if the thread was interrupted; what was copied stays
     */
    public boolean run(BooleanSupplier isOtherDue) throws InterruptedException {
        if (repositories.size() < 2) {
            return false;
        }
        List<Shelf> shelves = look();
        Optional<FillPlan> plan = plan(shelves);
        boolean isLeft = plan.isEmpty() || carriedOut(plan.get(), isOtherDue);
        return isLeft || shelves.size() < repositories.size() || isOneUnderWay(shelves);
    }

    /** Somebody makes a backup that is complete nowhere yet. */
    private boolean isOneUnderWay(List<Shelf> shelves) {
        Instant since = clock.instant().minus(LONGEST_BACKUP);
        return shelves.stream()
                .flatMap(shelf -> shelf.begunSince(since).stream())
                .anyMatch(id -> shelves.stream().noneMatch(s -> s.complete().contains(id)));
    }

    private Optional<FillPlan> plan(List<Shelf> shelves) throws InterruptedException {
        try {
            FillPlan plan = FillPlan.of(shelves, rules.get(), memory, clock.instant());
            shelves.forEach(shelf -> show(shelf.repository().name(), plan));
            memory.succeeded(PLAN);
            return Optional.of(plan);
        } catch (HoldfastException e) {
            requireNotInterrupted(e);
            if (memory.isNews(PLAN, e)) {
                LOG.warn("which backups to copy cannot be found out: {}", e.advice());
            }
            return Optional.empty();
        }
    }

    /** Returns whether something is left to be done. */
    private boolean carriedOut(FillPlan plan, BooleanSupplier isOtherDue)
            throws InterruptedException {
        Set<String> failed = new HashSet<>();
        Throttle throttle = new Throttle(maxBytesPerSecond, nanos);
        for (Missing missing : plan.missing()) {
            if (isOtherDue.getAsBoolean()) {
                return true;
            }
            if (!failed.contains(missing.target().name()) && !copy(missing, throttle, isOtherDue)) {
                failed.add(missing.target().name());
            }
        }
        return lacking.values().stream().anyMatch(Lacking::isPending);
    }

    /** Those that cannot be read now are left out; whoever captures says so. */
    private List<Shelf> look() throws InterruptedException {
        List<Shelf> shelves = new ArrayList<>();
        Map<BackupId, BackupManifest> known = new HashMap<>();
        for (RepositoryOpener opener : repositories) {
            try {
                shelves.add(Shelf.of(opener.open(), known));
            } catch (HoldfastException e) {
                requireNotInterrupted(e);
                LOG.debug("repository {} cannot be looked at: {}", opener.name(), e.getMessage());
            }
        }
        return shelves;
    }

    private void show(String repository, FillPlan plan) {
        List<Missing> missing =
                plan.missing().stream().filter(m -> m.target().name().equals(repository)).toList();
        Lacking before = lacking.get(repository);
        Lacking now =
                new Lacking(
                        repository,
                        missing.size(),
                        missing.stream().mapToLong(Missing::bytes).sum(),
                        plan.withoutWal().getOrDefault(repository, 0),
                        before == null ? Optional.empty() : before.failure());
        lacking.put(repository, now.isPending() ? now : without(now));
        if (now.withoutWal() > 0 && (before == null || before.withoutWal() != now.withoutWal())) {
            LOG.info(
                    "repository {} lacks {} backups, and the WAL that they need",
                    repository,
                    now.withoutWal());
        }
    }

    private static Lacking without(Lacking failed) {
        return new Lacking(
                failed.repository(),
                failed.backups(),
                failed.bytes(),
                failed.withoutWal(),
                Optional.empty());
    }

    /** Returns whether the repository takes more. */
    private boolean copy(Missing missing, Throttle throttle, BooleanSupplier isOtherDue)
            throws InterruptedException {
        String target = missing.target().name();
        CopyPace pace =
                bytes -> {
                    if (isOtherDue.getAsBoolean()) {
                        return false;
                    }
                    throttle.pass(Math.toIntExact(bytes));
                    return true;
                };
        try {
            switch (copying.copy(missing, pace)) {
                case COMPLETE -> {
                    memory.sawComplete(target, missing.backup().id());
                    memory.succeeded(target);
                    lacking.computeIfPresent(target, (name, was) -> less(was, missing));
                }
                case REFUSED -> lacking.computeIfPresent(target, (name, was) -> less(was, missing));
                case PAUSED -> {}
            }
            return true;
        } catch (HoldfastException e) {
            requireNotInterrupted(e);
            failed(missing, e);
            return false;
        }
    }

    private static Lacking less(Lacking was, Missing missing) {
        return new Lacking(
                was.repository(),
                Math.max(0, was.backups() - 1),
                Math.max(0, was.bytes() - missing.bytes()),
                was.withoutWal(),
                Optional.empty());
    }

    private void failed(Missing missing, HoldfastException e) {
        String target = missing.target().name();
        lacking.computeIfPresent(
                target,
                (name, was) ->
                        new Lacking(
                                name,
                                was.backups(),
                                was.bytes(),
                                was.withoutWal(),
                                Optional.of(e)));
        if (memory.isNews(target, e)) {
            LOG.warn(
                    "backup {} could not be copied into repository {}: {}",
                    missing.backup().id(),
                    target,
                    e.advice());
        }
    }

    private static void requireNotInterrupted(HoldfastException e) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("while backups are copied");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
