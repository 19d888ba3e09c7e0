package io.holdfast.agent.backup;

import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wire.ReplicationResults.BackupPosition;
import io.holdfast.repository.backup.Tablespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known after all files of the server came.
 *
 * @param suspicions null if the cluster has no data checksums
 */
record CopiedFiles(
        BackupPosition start,
        BackupPosition stop,
        BackupLabel label,
        ControlFile control,
        List<Tablespace> tablespaces,
        @Nullable Suspicions suspicions) {}
