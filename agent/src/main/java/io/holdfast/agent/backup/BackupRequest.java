package io.holdfast.agent.backup;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.write.BackupLimits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A base backup to be made.
 *
 * @param label what the server's {@code backup_label} shall say, without line feeds
 * @param instance the name that the operator gave the instance
 * @param repositories of one cluster; at least one
 * @param fastCheckpoint at once, with a burst of writing; else spread over the time that the server
 *     takes for its checkpoints
 * @param maxBytesPerSecond how fast the server may read at most; 32 KiB to 1 GiB, else the nearest
 */
public record BackupRequest(
        BackupId id,
        String label,
        String instance,
        List<ClusterRepository> repositories,
        boolean fastCheckpoint,
        OptionalLong maxBytesPerSecond,
        BackupLimits limits,
        Patience patience) {
    /**
     * How long a backup waits.
     *
     * @param forServer how long the server may stay silent, its checkpoint at the beginning
     *     included
     * @param forStream how long a repository's frontier may take at the beginning to reach what the
     *     server has flushed: the proof that WAL is being captured
     * @param forWal how long a repository's frontier may take at the end to pass the backup's stop
     */
    public record Patience(Duration forServer, Duration forStream, Duration forWal) {
        public static final Patience DEFAULT =
                new Patience(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofMinutes(15));
    }

    public BackupRequest {
        repositories = List.copyOf(repositories);
        if (repositories.isEmpty() || label.indexOf('\n') >= 0 || label.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no repository, or a label of several lines");
        }
    }
}
