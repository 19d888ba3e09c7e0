package io.holdfast.repository.backup.write;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a backup's id: in every repository that can be reached, or in none. */
final class IntentPut {
    private final Fanout fanout;
    private final Intent intent;
    private final InstantSource clock;
    private final BackupNames names;

    IntentPut(Fanout fanout, Intent intent, InstantSource clock) {
        this.fanout = fanout;
        this.intent = intent;
        this.clock = clock;
        this.names = new BackupNames(intent.id());
    }

    /** Empty if the id is ours now. */
    Optional<BackupOpening.Taken> run() {
        byte[] json = Json.write(intent);
        List<ClusterRepository> mine = new ArrayList<>();
        for (Target target : fanout.targets()) {
            ClusterRepository repository = target.repository();
            try {
                Placed placed = repository.put(ContainerKind.INTENT, names.intent(), json);
                if (placed instanceof Placed.Other) {
                    Intent theirs = read(repository);
                    giveUp(mine, "the id is in use by " + theirs.instance());
                    return Optional.of(new BackupOpening.Taken(repository.name(), theirs));
                }
                mine.add(repository);
            } catch (HoldfastException e) {
                requireNotInterrupted(e, repository, mine);
                target.leave(e);
            }
        }
        fanout.requireOneAlive();
        return Optional.empty();
    }

    private Intent read(ClusterRepository repository) {
        return repository
                .getRecord(ContainerKind.INTENT, names.intent(), Intent.class)
                .orElseThrow();
    }

    /** Nobody else knows yet what was begun; of the last put it is not known either. */
    private void requireNotInterrupted(
            HoldfastException e, ClusterRepository last, List<ClusterRepository> mine) {
        if (!Thread.interrupted()) {
            return;
        }
        try {
            boolean isOurs =
                    last.getRecord(ContainerKind.INTENT, names.intent(), Intent.class)
                            .filter(intent::equals)
                            .isPresent();
            if (isOurs) {
                mine.add(last);
            }
            giveUp(mine, "the backup was cancelled");
        } catch (HoldfastException failure) {
            e.addSuppressed(failure);
        } finally {
            Thread.currentThread().interrupt();
        }
        throw e;
    }

    private void giveUp(List<ClusterRepository> mine, String reason) {
        for (ClusterRepository repository : mine) {
            Abandonment.abandon(repository, intent.id(), reason, clock.instant());
        }
    }
}
