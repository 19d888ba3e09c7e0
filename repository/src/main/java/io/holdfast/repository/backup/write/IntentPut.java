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
                    giveUp(mine, theirs);
                    return Optional.of(new BackupOpening.Taken(repository.name(), theirs));
                }
                mine.add(repository);
            } catch (HoldfastException e) {
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

    private void giveUp(List<ClusterRepository> mine, Intent theirs) {
        for (ClusterRepository repository : mine) {
            Abandonment.abandon(
                    repository,
                    intent.id(),
                    "the id is in use by " + theirs.instance(),
                    clock.instant());
        }
    }
}
