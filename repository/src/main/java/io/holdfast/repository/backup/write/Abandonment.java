package io.holdfast.repository.backup.write;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.backup.Abandoned;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.json.Json;
import java.time.Instant;

/** Gives a backup up in one repository: its manifest can never be put there afterwards. */
public final class Abandonment {
    private Abandonment() {}

    /**
     * Puts the marker at the manifest's name. False if the backup is complete: its manifest came
     * first. Idempotent.
     */
    public static boolean abandon(
            ClusterRepository repository, BackupId id, String reason, Instant now) {
        byte[] json = Json.write(new Abandoned(id, now, reason));
        Placed placed =
                repository.put(ContainerKind.ABANDONED, new BackupNames(id).manifest(), json);
        return switch (placed) {
            case Placed.Created _, Placed.Same _ -> true;
            case Placed.Other other -> other.header().kind() == ContainerKind.ABANDONED;
        };
    }
}
