package io.holdfast.cli.verify;

import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.VerifyListener;
import io.holdfast.cli.progress.Progress;
import io.holdfast.repository.backup.BackupId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Paints a bar for each level of each backup. */
final class VerifyProgress implements VerifyListener {
    private final Progress progress;
    private volatile Progress.@Nullable Phase phase;

    VerifyProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void begins(BackupId backup, Level level, long totalBytes) {
        phase = progress.begin(backup + " " + level.name().toLowerCase(Locale.ROOT), totalBytes);
    }

    @Override
    public void advanced(long bytes) {
        Progress.Phase running = phase;
        if (running != null) {
            running.advance(bytes);
        }
    }

    @Override
    public void ends(boolean passed) {
        Progress.Phase running = phase;
        phase = null;
        if (running != null) {
            if (passed) {
                running.done();
            }
            running.close();
        }
    }
}
