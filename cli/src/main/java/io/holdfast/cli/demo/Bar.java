package io.holdfast.cli.demo;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.restore.files.FileProgress;
import io.holdfast.cli.progress.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** Shows how far a backup or a restore is as one phase of the progress. */
final class Bar implements BackupProgress.Listener, AutoCloseable {
    private final Progress.Phase phase;
    private final AtomicLong shown = new AtomicLong();

    Bar(Progress progress, String name) {
        this.phase = progress.begin(name);
    }

    @Override
    public void progressed(BackupProgress backup) {
        backup.totalBytes().ifPresent(phase::total);
        reached(backup.bytes());
    }

    /** Of a restore; from any thread. */
    void restored(FileProgress files) {
        phase.total(files.totalBytes());
        reached(files.bytes());
    }

    private void reached(long bytes) {
        long before = shown.getAndAccumulate(bytes, Math::max);
        phase.advance(Math.max(0, bytes - before));
    }

    void done() {
        phase.done();
    }

    @Override
    public void close() {
        phase.close();
    }
}
