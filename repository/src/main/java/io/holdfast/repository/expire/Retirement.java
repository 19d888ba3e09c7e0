package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.Condemned;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.write.Abandonment;
import io.holdfast.repository.container.ContainerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes backups off the list. A crash after any step leaves them listed and whole, or not listed;
 * the next run begins again.
 */
final class Retirement {
    private final ClusterRepository repository;
    private final BackupCatalog catalog;
    private final Instant now;
    private final List<BackupId> removed = new ArrayList<>();
    private final Map<BackupId, String> spared = new LinkedHashMap<>();

    Retirement(ClusterRepository repository, Instant now) {
        this.repository = repository;
        this.catalog = new BackupCatalog(repository);
        this.now = now;
    }

    List<BackupId> removed() {
        return removed;
    }

    Map<BackupId, String> spared() {
        return spared;
    }

    /** From here on no manifest can be put where nobody is at work any more (T73). */
    void abandon(List<Verdict> dead) {
        for (Verdict verdict : dead) {
            if (!Abandonment.abandon(repository, verdict.id(), verdict.why(), now)) {
                spared.put(verdict.id(), "it was completed");
            }
        }
    }

    void remove(List<Verdict> doomed) {
        if (doomed.isEmpty()) {
            return;
        }
        for (Verdict verdict : doomed) {
            // what is there from an earlier run says the same
            repository.putRecord(
                    ContainerKind.CONDEMNED,
                    new BackupNames(verdict.id()).condemned(),
                    new Condemned(verdict.id(), now, verdict.why()));
        }
        // a backup that begins from now on finds what it would build upon condemned
        Set<BackupId> inUse = parentsInUse();
        for (Verdict verdict : doomed) {
            BackupId id = verdict.id();
            Optional<String> obstacle =
                    inUse.contains(id)
                            ? Optional.of("a running backup builds upon it")
                            : heldNow(id);
            if (obstacle.isPresent()) {
                spared.put(id, obstacle.get());
            } else {
                repository.store().delete(new BackupNames(id).manifest());
                removed.add(id);
            }
        }
    }

    private Set<BackupId> parentsInUse() {
        Set<BackupId> parents = new HashSet<>();
        for (ListedBackup listed : catalog.list()) {
            if (listed instanceof ListedBackup.Running running
                    && running.intent().parent() != null
                    && !isCondemned(running.id())) {
                parents.add(running.intent().parent());
            }
        }
        return parents;
    }

    /** Without a manifest: what is left of a backup that an earlier run removed. */
    private boolean isCondemned(BackupId id) {
        return repository.store().size(new BackupNames(id).condemned()).isPresent();
    }

    private Optional<String> heldNow(BackupId id) {
        if (catalog.find(id).orElse(null) instanceof ListedBackup.Complete complete) {
            return complete.holds().stream()
                    .filter(hold -> KeptBackups.isInForce(hold, now))
                    .map(Hold::reason)
                    .map(reason -> "held: " + reason)
                    .findFirst();
        }
        return Optional.empty();
    }
}
