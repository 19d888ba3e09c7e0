package io.holdfast.agent.restore.files;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a restore puts a cluster.
 *
 * @param dataDirectory must be empty, or not exist
 * @param tablespaces new places by old locations, as the backup names them; one that is not named
 *     goes where it was, which must then be empty or not exist
 */
public record Destination(Path dataDirectory, Map<String, Path> tablespaces) {
    public Destination {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        tablespaces = Map.copyOf(tablespaces);
    }

    /** Where configuration from outside of the old data directory is laid, beside the new one. */
    public Path externalFiles() {
        return dataDirectory.resolveSibling(dataDirectory.getFileName() + ".external");
    }
}
