package io.holdfast.agent.backup;

import java.util.OptionalLong;

/** Counts, and tells from time to time. Used by one thread. */
final class Progress {
    private static final long STEP_BYTES = 16 << 20;

    private final BackupProgress.Listener listener;
    private BackupProgress.Phase phase = BackupProgress.Phase.PREPARING;
    private OptionalLong total = OptionalLong.empty();
    private long bytes;
    private long told;
    private long files;

    Progress(BackupProgress.Listener listener) {
        this.listener = listener;
    }

    void enter(BackupProgress.Phase next) {
        phase = next;
        tell();
    }

    void expect(long bytesInTotal) {
        total = OptionalLong.of(bytesInTotal);
    }

    void add(int more) {
        bytes += more;
        if (bytes - told >= STEP_BYTES) {
            tell();
        }
    }

    void fileDone() {
        files++;
    }

    private void tell() {
        told = bytes;
        listener.progressed(new BackupProgress(phase, bytes, total, files));
    }
}
