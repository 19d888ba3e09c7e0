package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.PostmasterFile;
import java.nio.file.Path;

/**
 * A server whose data directory is here, as was proven.
 *
 * @param session the backend that the proof is about
 * @param tablespaces as they were then
 */
record LocalServer(
        LocalSession session, Path data, PostmasterFile postmaster, LocalTablespaces tablespaces) {}
