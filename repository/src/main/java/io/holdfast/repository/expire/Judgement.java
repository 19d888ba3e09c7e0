package io.holdfast.repository.expire;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.expire.Verdict.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is decided: a pure function of the backups and epochs that a repository holds, the rules and
 * the time.
 *
 * @param verdicts on every backup's folder, newest first
 * @param wal that stays; empty if all of it does
 */
record Judgement(List<Verdict> verdicts, Optional<KeptWal> wal) {

    /**
     * Decides.
     *
     * @throws HoldfastException {@code expire-blind} if a backup cannot be read, so that nobody
     *     knows what it needs
     */
    static Judgement of(Inventory inventory, RetentionRules rules, Instant now) {
        KeptBackups kept = KeptBackups.of(inventory, rules, now);
        return make(inventory, rules, now, kept);
    }

    /** The same, where every complete backup stays, whatever the rules say. */
    static Judgement sparing(Inventory inventory, RetentionRules rules, Instant now) {
        KeptBackups kept = KeptBackups.of(inventory, rules, now);
        inventory
                .complete()
                .forEach(b -> kept.why().putIfAbsent(b.id(), "could not be removed yet"));
        return make(inventory, rules, now, kept);
    }

    private static Judgement make(
            Inventory inventory, RetentionRules rules, Instant now, KeptBackups kept) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Folder folder : inventory.folders()) {
            verdicts.add(
                    rules.keepsEverything()
                            ? new Verdict(
                                    folder.listed(),
                                    Decision.KEEP,
                                    "there is no rule",
                                    bytes(folder))
                            : verdict(folder, rules, now, kept.why()));
        }
        return new Judgement(
                verdicts,
                rules.keepsEverything() ? Optional.empty() : Optional.of(keptWal(inventory, kept)));
    }

    /** The folders about which this was decided. */
    List<Verdict> all(Decision decision) {
        return verdicts.stream().filter(v -> v.decision() == decision).toList();
    }

    private static KeptWal keptWal(Inventory inventory, KeptBackups kept) {
        KeptWal wal = new KeptWal(inventory.epochs());
        inventory
                .complete()
                .filter(b -> kept.why().containsKey(b.id()))
                .forEach(
                        b -> {
                            if (kept.continuous().contains(b.id())) {
                                wal.keepContinuously(b.manifest().wal());
                            } else {
                                wal.keep(b.manifest().wal());
                            }
                        });
        inventory.open().forEach(running -> wal.keepFrom(running.intent().epoch()));
        for (Branch branch : inventory.branches()) {
            boolean isKept =
                    inventory
                            .complete()
                            .filter(b -> kept.continuous().contains(b.id()))
                            .anyMatch(b -> b.manifest().wal().liesOn(branch));
            if (!isKept) {
                // the next backup of this branch is not there yet, or was never made
                wal.keepBranch(branch);
            }
        }
        return wal;
    }

    private static Verdict verdict(
            Folder folder, RetentionRules rules, Instant now, Map<BackupId, String> kept) {
        ListedBackup listed = folder.listed();
        return switch (listed) {
            case ListedBackup.Complete backup -> {
                String why = kept.get(backup.id());
                yield why == null
                        ? new Verdict(backup, Decision.REMOVE, "no rule keeps it", bytes(folder))
                        : new Verdict(backup, Decision.KEEP, why, bytes(folder));
            }
            case ListedBackup.Running running -> {
                Duration age = Duration.between(running.intent().startedAt(), now);
                if (folder.isCondemned()) {
                    yield leftovers(folder, "its deletion was interrupted");
                }
                yield age.compareTo(rules.abandonAfter()) > 0
                        ? new Verdict(
                                running,
                                Decision.ABANDON,
                                "in progress since "
                                        + running.intent().startedAt()
                                        + ", so taken for dead",
                                bytes(folder))
                        : new Verdict(running, Decision.KEEP, "in progress", bytes(folder));
            }
            case ListedBackup.GivenUp gone ->
                    folder.leftoverBytes() > 0
                            ? leftovers(folder, "it was given up")
                            : new Verdict(
                                    gone, Decision.KEEP, "only marks that it was given up", 0);
            case ListedBackup.Remains remains -> {
                if (folder.isCondemned()) {
                    yield leftovers(folder, "its deletion was interrupted");
                }
                Duration age = Duration.between(remains.id().start(), now);
                yield age.compareTo(rules.abandonAfter()) > 0
                        ? new Verdict(remains, Decision.ABANDON, "nothing names it", bytes(folder))
                        : new Verdict(remains, Decision.KEEP, "too new to judge", bytes(folder));
            }
            case ListedBackup.Unreadable unreadable -> throw blind(unreadable);
        };
    }

    private static Verdict leftovers(Folder folder, String why) {
        return folder.isShared() && folder.leftoverBytes() == 0
                ? new Verdict(folder.listed(), Decision.KEEP, "its packs are in use", 0)
                : new Verdict(folder.listed(), Decision.SWEEP, why, bytes(folder));
    }

    private static HoldfastException blind(ListedBackup.Unreadable backup) {
        return new HoldfastException(
                ErrorCategory.REFUSED,
                "expire-blind",
                "backup "
                        + backup.id()
                        + " cannot be read, so it is unknown what it needs: "
                        + backup.reason().getMessage(),
                "Find out what happened to it; expiry removes nothing before that.",
                backup.reason());
    }

    private static long bytes(Folder folder) {
        return folder.listed() instanceof ListedBackup.Complete complete
                ? complete.manifest().totals().storedBytes()
                : folder.leftoverBytes();
    }
}
