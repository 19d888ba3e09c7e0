package io.holdfast.agent.restore.files;

import java.util.List;

/**
 * What a delta restore makes of what is there.
 *
 * @param keptFiles have the size and the SHA-256 of the backup's
 * @param readFiles come from the repository
 * @param removedFiles are not in the backup; a file that is replaced is not among them
 * @param removed what goes; the first thousand paths
 */
public record DeltaFigures(
        long keptFiles,
        long keptBytes,
        long readFiles,
        long readBytes,
        long removedFiles,
        long removedBytes,
        List<String> removed) {
    static final int MOST_NAMED = 1_000;

    public DeltaFigures {
        removed = List.copyOf(removed);
    }
}
