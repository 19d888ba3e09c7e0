package io.holdfast.agent.restore.files;

import java.nio.file.Path;
import java.util.Set;

/**
 * What of an earlier state is right as it is. Some hundred bytes of memory for each file.
 *
 * @param files whose content is the backup's, and links of tablespaces that lead where they shall
 * @param replaced files of the backup that are there with another content
 * @param directories that the backup or a server needs
 */
record Kept(Set<Path> files, Set<Path> replaced, Set<Path> directories, long count, long bytes) {
    static final Kept NOTHING = new Kept(Set.of(), Set.of(), Set.of(), 0, 0);
}
