package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.key.ClusterKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.testing.Clusters;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Epochs, forks, gaps, rolled objects, backups that share packs, holds, and running backups. */
final class RandomHistory {
    static final Duration ABANDON_AFTER = Duration.ofDays(7);

    private RandomHistory() {}

    /** Expiry's own view: the catalog key and no other. */
    static ClusterRepository catalogOnly(ClusterRepository whole, ObjectStore store) {
        ClusterKey key = whole.keys().current();
        ClusterKey catalog = new ClusterKey(key.id(), key.catalog(), null);
        return new ClusterRepository(
                whole.name(),
                whole.repositoryId(),
                whole.clusterId(),
                store,
                KeyRing.of(Clusters.ID.value(), catalog),
                whole.random());
    }

    static History write(ClusterRepository repository, RandomGenerator random) {
        History history = new History(repository);
        int epochs = random.nextInt(2, 5);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            int rounds = random.nextInt(1, 6);
            for (int round = 0; round < rounds; round++) {
                round(history, random);
            }
            if (epoch < epochs) {
                Reason reason =
                        switch (random.nextInt(4)) {
                            case 0 -> Reason.CONTINUE;
                            case 1 -> Reason.FOLLOW;
                            case 2 -> Reason.GAP;
                            default -> Reason.ADOPT;
                        };
                boolean forks = reason == Reason.ADOPT || reason == Reason.FOLLOW;
                history.take(reason, forks ? random.nextInt(History.SEGMENT) : 0);
            }
        }
        history.write(random.nextInt(1, 20), 9_000);
        return history;
    }

    private static void round(History history, RandomGenerator random) {
        int pieces = random.nextInt(3, 15);
        for (int i = 0; i < pieces; i++) {
            history.write(random.nextInt(100, 12_000));
            if (random.nextInt(4) == 0) {
                history.roll(random.nextInt(2, 10));
            }
        }
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> {
                BackupId shared =
                        history.backups.isEmpty() || random.nextBoolean()
                                ? null
                                : history.backups.getLast().id();
                BackupId id = history.backup(random.nextInt(1, 5), shared);
                if (random.nextInt(5) == 0) {
                    new StoredBackup(history.repository, id).hold(1, "audit", null);
                }
            }
            case 4 -> {
                // it runs still, or died here
                BackupId parent = history.backups.isEmpty() ? null : history.backups.getLast().id();
                StoredBackup running = new StoredBackup(history.repository, history.freshId());
                running.intent(history.epoch().epoch(), parent, history.now);
                running.content();
            }
            default -> {}
        }
    }
}
