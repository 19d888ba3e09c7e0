package io.holdfast.agent.backup;

import java.util.OptionalLong;

/**
 * How far a backup is.
 *
 * @param bytes plain bytes that the server has sent
 * @param totalBytes the server's estimate; empty before the copy begins
 */
public record BackupProgress(Phase phase, long bytes, OptionalLong totalBytes, long files) {
    /** What the backup is doing. */
    public enum Phase {
        /** Looking at the server, and whether its WAL is captured. */
        PREPARING,
        /** The server makes its checkpoint. */
        STARTING,
        COPYING,
        /** Everything was read; the last packs and parts are being put. */
        STORING,
        /** The repositories' frontiers are still before the backup's stop. */
        AWAITING_WAL
    }

    /** Is told at the beginning of each phase, and after every 16 MiB or so; must not block. */
    public interface Listener {
        void progressed(BackupProgress progress);
    }
}
