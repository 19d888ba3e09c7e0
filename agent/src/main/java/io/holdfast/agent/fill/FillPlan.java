package io.holdfast.agent.fill;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.expire.KeptCopies;
import io.holdfast.repository.expire.RetentionRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be copied where, the newest backups first. Only looks.
 *
 * @param withoutWal how many more backups each repository should have, and lacks the WAL for
 */
record FillPlan(List<Missing> missing, Map<String, Integer> withoutWal) {
    private static final Comparator<BackupManifest> NEWEST_FIRST =
            Comparator.comparing(BackupManifest::stoppedAt)
                    .thenComparing(BackupManifest::id)
                    .reversed();

    static FillPlan of(List<Shelf> shelves, RetentionRules rules, FillMemory memory, Instant now) {
        List<Missing> missing = new ArrayList<>();
        Map<String, Integer> withoutWal = new HashMap<>();
        for (Shelf shelf : shelves) {
            String name = shelf.repository().name();
            shelf.complete().forEach(id -> memory.sawComplete(name, id));
            List<BackupManifest> elsewhere = elsewhere(shelf, shelves, memory);
            List<BackupManifest> wanted =
                    KeptCopies.of(shelf.repository(), shelf.all(), elsewhere, rules, now);
            List<BackupManifest> usable = usable(shelf.repository(), wanted);
            usable.forEach(backup -> missing.add(missing(shelf, backup, shelves)));
            withoutWal.put(name, wanted.size() - usable.size());
        }
        missing.sort(Comparator.comparing(Missing::backup, NEWEST_FIRST));
        return new FillPlan(missing, withoutWal);
    }

    private static List<BackupManifest> elsewhere(
            Shelf target, List<Shelf> shelves, FillMemory memory) {
        Map<BackupId, BackupManifest> found = new TreeMap<>();
        for (Shelf shelf : shelves) {
            for (BackupId id : shelf.complete()) {
                Optional<BackupManifest> offer = shelf.offers(id);
                if (offer.isPresent() && !found.containsKey(id) && lacks(target, id, memory)) {
                    found.put(id, offer.get());
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean lacks(Shelf target, BackupId id, FillMemory memory) {
        return !memory.wasComplete(target.repository().name(), id) && target.takes(id);
    }

    private static List<BackupManifest> usable(
            ClusterRepository repository, List<BackupManifest> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        NeededWal wal = new NeededWal(repository);
        return wanted.stream().filter(wal::isThere).toList();
    }

    private static Missing missing(Shelf target, BackupManifest backup, List<Shelf> shelves) {
        List<ClusterRepository> sources =
                shelves.stream()
                        .filter(shelf -> shelf.offers(backup.id()).isPresent())
                        .map(Shelf::repository)
                        .toList();
        return new Missing(target.repository(), backup, sources);
    }
}
