package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The complete backups that stay, why, and which of them keep every later point restorable too.
 *
 * @param why by backup
 * @param continuous backups from which on all WAL stays, on every branch that they lie on
 */
record KeptBackups(Map<BackupId, String> why, Set<BackupId> continuous) {

    static KeptBackups of(Inventory inventory, RetentionRules rules, Instant now) {
        List<BackupManifest> newestFirst =
                inventory
                        .complete()
                        .map(ListedBackup.Complete::manifest)
                        .sorted(
                                Comparator.comparing(BackupManifest::stoppedAt)
                                        .thenComparing(BackupManifest::id)
                                        .reversed())
                        .toList();
        return new Choice(inventory, newestFirst, rules, now).make();
    }

    private record Choice(
            Inventory inventory,
            List<BackupManifest> newestFirst,
            RetentionRules rules,
            Instant now) {

        KeptBackups make() {
            Map<BackupId, String> why = new LinkedHashMap<>();
            Set<BackupId> continuous = new HashSet<>();
            if (rules.keepsEverything()) {
                newestFirst.forEach(b -> why.put(b.id(), "there is no rule"));
                return new KeptBackups(why, Set.copyOf(why.keySet()));
            }
            last().forEach(id -> why.putIfAbsent(id, "the last complete backup"));
            window().forEach(why::put);
            continuous.addAll(why.keySet());
            countAndGenerations().forEach(why::putIfAbsent);
            if (rules.window() == null) {
                continuous.addAll(why.keySet());
            }
            inventory
                    .complete()
                    .forEach(b -> held(b).ifPresent(hold -> why.putIfAbsent(b.id(), hold)));
            inventory
                    .parentsInUse()
                    .forEach(id -> why.putIfAbsent(id, "a running backup builds upon it"));
            return new KeptBackups(why, continuous);
        }

        /** The last one of all, and the last ones from which recovery can reach an open tip. */
        private List<BackupId> last() {
            List<BackupId> last = new ArrayList<>();
            newestFirst.stream().findFirst().ifPresent(b -> last.add(b.id()));
            inventory.branches().stream()
                    .flatMap(branch -> newestOn(branch).stream())
                    .forEach(b -> last.add(b.id()));
            return last;
        }

        private Optional<BackupManifest> newestOn(Branch branch) {
            return newestFirst.stream().filter(b -> b.wal().liesOn(branch)).findFirst();
        }

        private Map<BackupId, String> window() {
            Map<BackupId, String> kept = new LinkedHashMap<>();
            if (rules.window() == null) {
                return kept;
            }
            Instant begin = now.minus(rules.window());
            for (BackupManifest backup : newestFirst) {
                if (!backup.stoppedAt().isBefore(begin)) {
                    kept.put(backup.id(), "within the window");
                }
            }
            for (Branch branch : branchesSince(begin)) {
                newestFirst.stream()
                        .filter(b -> b.stoppedAt().isBefore(begin))
                        .filter(b -> b.wal().liesOn(branch))
                        .findFirst()
                        .ifPresent(b -> kept.put(b.id(), "the window begins with it"));
            }
            return kept;
        }

        /** The ways to every epoch that was still being written at that time. */
        private List<Branch> branchesSince(Instant begin) {
            NavigableMap<EpochId, EpochRecord> epochs = inventory.epochs();
            List<Branch> branches = new ArrayList<>();
            Set<EpochId> ended = new HashSet<>();
            Set<EpochId> endedSince = new HashSet<>();
            for (EpochRecord epoch : epochs.values()) {
                boolean isOld = epoch.createdAt().isBefore(begin);
                (isOld ? ended : endedSince).addAll(endedBy(epoch));
            }
            // the first to end it may have been unable to reach this repository
            ended.removeAll(endedSince);
            for (EpochId epoch : epochs.keySet()) {
                if (!ended.contains(epoch)) {
                    branches.add(Branch.to(epochs, epoch));
                }
            }
            return branches;
        }

        /** Whoever takes an epoch has sealed those that were open before. */
        private static List<EpochId> endedBy(EpochRecord epoch) {
            List<EpochId> ended = new ArrayList<>(epoch.closes());
            if (epoch.parent() != null) {
                ended.add(epoch.parent().epoch());
            }
            return ended;
        }

        private Map<BackupId, String> countAndGenerations() {
            Map<BackupId, String> kept = new LinkedHashMap<>();
            Integer count = rules.count();
            Generations generations = new Generations(newestFirst);
            for (int i = 0; i < newestFirst.size(); i++) {
                BackupManifest backup = newestFirst.get(i);
                if (count != null && i < count) {
                    kept.put(backup.id(), "one of the newest " + count);
                } else {
                    generations.why(backup, rules).ifPresent(why -> kept.put(backup.id(), why));
                }
            }
            return kept;
        }

        private Optional<String> held(ListedBackup.Complete backup) {
            return backup.holds().stream()
                    .filter(hold -> isInForce(hold, now))
                    .findFirst()
                    .map(hold -> "held: " + hold.reason());
        }
    }

    static boolean isInForce(Hold hold, Instant now) {
        return hold.until() == null || hold.until().isAfter(now);
    }
}
