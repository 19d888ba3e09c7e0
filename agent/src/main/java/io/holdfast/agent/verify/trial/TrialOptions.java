package io.holdfast.agent.verify.trial;

import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.server.ServerBinaries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and how backups are tried.
 *
 * @param scratch a directory that exists or can be made; each trial uses one of its own in it
 * @param programs the directory of the server's programs; empty: they are looked for
 * @param searchPath where they are looked for, as {@code PATH}
 * @param roles as one of which the restored server lets in; the first that it knows is taken
 * @param isCheckingIndexes also compare every B-tree index with its order, where {@code amcheck} is
 *     installed
 * @param stall how long a recovery may make no progress until it is given up
 */
public record TrialOptions(
        Path scratch,
        Optional<Path> programs,
        String searchPath,
        List<String> roles,
        boolean isCheckingIndexes,
        Duration stall,
        PgConnector connector) {
    public TrialOptions {
        roles = List.copyOf(roles);
    }

    ServerBinaries binaries(int major) {
        return ServerBinaries.find(major, programs, searchPath);
    }
}
