package io.holdfast.repository.expire;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.expire.Verdict.Decision;
import io.holdfast.repository.wal.WalCoverage;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;

/**
 * Expires one cluster in one repository. Needs the catalog key, and credentials that can delete.
 * Any number of runs may be interrupted anywhere: whatever is listed is whole, and the next run
 * does the rest. For one thread.
 */
public final class Expire {
    private final ClusterRepository repository;
    private final InventoryReader reader;
    private final Seals seals;
    private final RetentionRules rules;
    private final InstantSource clock;

    public Expire(ClusterRepository repository, RetentionRules rules, InstantSource clock) {
        this.repository = repository;
        this.reader = new InventoryReader(repository);
        this.seals = new Seals(repository);
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Reads the repository and decides; changes nothing.
     *
     * @throws HoldfastException {@code expire-blind} or {@code expire-newest-broken}, of category
     *     refused, where removing anything could remove the last that can be restored
     */
    public RetentionPlan plan() throws InterruptedException {
        Inventory inventory = reader.read();
        Judgement judgement = Judgement.of(inventory, rules, clock.instant());
        RetentionPlan plan = count(inventory, judgement);
        if (!plan.isEmpty()) {
            requireNewestWhole(inventory);
        }
        return plan;
    }

    private RetentionPlan count(Inventory inventory, Judgement judgement)
            throws InterruptedException {
        WalTally tally = new WalTally();
        for (EpochRecord epoch : inventory.epochs().values()) {
            EpochFolder folder = new EpochFolder(repository, epoch);
            if (judgement.wal().isEmpty()) {
                tally.listed(folder.bytes());
                continue;
            }
            WalGarbage garbage = new WalGarbage(folder, judgement.wal().get());
            seals.eachOther(garbage, tally::take);
            tally.listed(garbage.listedBytes());
        }
        return new RetentionPlan(
                judgement.verdicts(),
                tally.objects(),
                tally.bytes(),
                tally.listed() - tally.bytes());
    }

    /** Nothing goes while the newest backup could not take its place (T75). */
    private void requireNewestWhole(Inventory inventory) {
        Optional<Branch> branch = inventory.branches().stream().findFirst();
        Optional<BackupManifest> newest =
                branch.flatMap(
                        b ->
                                inventory
                                        .complete()
                                        .map(ListedBackup.Complete::manifest)
                                        .filter(m -> m.wal().liesOn(b))
                                        .max(Comparator.comparing(BackupManifest::stoppedAt)));
        if (newest.isEmpty()) {
            return;
        }
        Lsn start = newest.get().wal().start();
        Lsn stop = newest.get().wal().stop();
        Lsn reached = new WalCoverage(repository, branch.orElseThrow()).reach(start, stop);
        if (reached.isBefore(stop)) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "expire-newest-broken",
                    "the newest backup "
                            + newest.get().id()
                            + " in repository "
                            + repository.name()
                            + " needs WAL from "
                            + start
                            + " to "
                            + stop
                            + ", and there is none at "
                            + reached,
                    "Make a new backup first; expiry removes nothing before that.");
        }
    }

    /**
     * Does what the plan says, as far as it still holds: holds and running backups are looked for
     * again.
     *
     * @param cap on the number of packs, parts and WAL objects that are deleted
     */
    public Freed apply(RetentionPlan plan, long cap) throws InterruptedException {
        Retirement retirement = new Retirement(repository, clock.instant());
        retirement.abandon(plan.all(Decision.ABANDON));
        retirement.remove(plan.all(Decision.REMOVE));
        // what is listed from here on stays in this run, so what it needs is known
        Inventory inventory = reader.read();
        Judgement rest = Judgement.sparing(inventory, rules, clock.instant());
        Deletions packs = new Deletions(repository.store(), cap);
        new Sweep(repository, inventory, packs).run(rest.all(Decision.SWEEP));
        Deletions wal = new Deletions(repository.store(), packs.left());
        boolean isComplete = delete(inventory, rest, wal) && packs.left() > 0;
        return new Freed(
                retirement.removed(),
                retirement.spared(),
                packs.objects(),
                packs.bytes(),
                wal.objects(),
                wal.bytes(),
                isComplete);
    }

    private boolean delete(Inventory inventory, Judgement rest, Deletions deletions)
            throws InterruptedException {
        boolean isComplete = true;
        for (EpochRecord epoch : inventory.epochs().values()) {
            if (isComplete && rest.wal().isPresent()) {
                EpochFolder folder = new EpochFolder(repository, epoch);
                isComplete = delete(new WalGarbage(folder, rest.wal().get()), deletions);
            }
        }
        deletions.flush();
        return isComplete;
    }

    private boolean delete(WalGarbage garbage, Deletions deletions) throws InterruptedException {
        KnownCovers covers = new KnownCovers(repository);
        return seals.eachOther(
                garbage,
                item -> {
                    String cover = item.coveredBy();
                    boolean stays = cover != null && !covers.isThere(cover);
                    return stays || deletions.add(item.name(), item.sizeBytes());
                });
    }
}
