package io.holdfast.cli.restore;

import io.holdfast.agent.restore.files.FileProgress;
import io.holdfast.cli.progress.Progress;
import java.util.function.Consumer;

/** Shows how much of a backup has been laid down. */
final class FileBar implements Consumer<FileProgress>, AutoCloseable {
    private final Progress.Phase bar;
    private long shown;

    FileBar(Progress progress) {
        this.bar = progress.begin("Restore files");
    }

    @Override
    public synchronized void accept(FileProgress now) {
        bar.total(now.totalBytes());
        // reports of several threads may overtake one another
        if (now.bytes() > shown) {
            bar.advance(now.bytes() - shown);
            shown = now.bytes();
        }
    }

    void done() {
        bar.done();
    }

    @Override
    public void close() {
        bar.close();
    }
}
