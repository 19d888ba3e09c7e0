package io.holdfast.agent.restore.files;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a restore puts a cluster.
 *
 * @param dataDirectory must be empty, or not exist; unless {@code delta}
 * @param tablespaces new places by old locations, as the backup names them; one that is not named
 *     goes where it was, which must then be empty or not exist
 * @param delta whether the data directory may hold an earlier state of the same cluster, or an
 *     interrupted restore of it: what is there already stays, and what does not belong there goes
 */
public record Destination(Path dataDirectory, Map<String, Path> tablespaces, boolean delta) {
    public Destination {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        tablespaces = Map.copyOf(tablespaces);
    }

    /** One that must be empty. */
    public Destination(Path dataDirectory, Map<String, Path> tablespaces) {
        this(dataDirectory, tablespaces, false);
    }

    /** Where configuration from outside of the old data directory is laid, beside the new one. */
    public Path externalFiles() {
        return dataDirectory.resolveSibling(dataDirectory.getFileName() + ".external");
    }
}
