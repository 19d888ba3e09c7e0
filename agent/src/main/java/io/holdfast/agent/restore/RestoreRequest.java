package io.holdfast.agent.restore;

import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.target.RestoreTarget;
import java.util.Optional;

/**
 * What somebody wants restored.
 *
 * @param timeline whose newest epoch's history is followed; empty: the newest epoch of all
 * @param backup to begin with; empty: the newest that can reach the target
 */
public record RestoreRequest(
        ClusterRepository repository,
        RestoreTarget target,
        Optional<TimelineId> timeline,
        Optional<BackupId> backup,
        Destination destination,
        RecoveryAction action,
        FeederOptions feeder) {}
