package io.holdfast.cli.backup;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.cli.progress.Progress;
import org.jspecify.annotations.Nullable;

/** Shows a backup's phases, one after the other. */
final class BackupBars implements BackupProgress.Listener, AutoCloseable {
    private final Progress progress;
    private BackupProgress.@Nullable Phase current;
    private Progress.@Nullable Phase bar;
    private long shown;

    BackupBars(Progress progress) {
        this.progress = progress;
    }

    @Override
    public synchronized void progressed(BackupProgress now) {
        if (now.phase() != current) {
            finish();
            current = now.phase();
            bar = progress.begin(name(now.phase()));
            shown = 0;
        }
        if (bar != null && now.phase() == BackupProgress.Phase.COPYING) {
            now.totalBytes().ifPresent(bar::total);
            bar.advance(now.bytes() - shown);
            shown = now.bytes();
        }
    }

    /** The backup is complete, and so is its last phase. */
    synchronized void finish() {
        if (bar != null) {
            bar.done();
            bar = null;
        }
    }

    private static String name(BackupProgress.Phase phase) {
        return switch (phase) {
            case PREPARING -> "Look whether WAL is captured";
            case STARTING -> "Wait for the server's checkpoint";
            case COPYING -> "Copy";
            case STORING -> "Store the rest";
            case AWAITING_WAL -> "Wait for the WAL that the backup needs";
        };
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
