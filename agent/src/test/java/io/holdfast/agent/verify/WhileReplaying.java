package io.holdfast.agent.verify;

import io.holdfast.repository.backup.BackupId;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does something once, when the first file of a replayed backup is laid down. */
final class WhileReplaying implements VerifyListener {
    private final AtomicBoolean isArmed = new AtomicBoolean();
    private final Runnable deed;

    WhileReplaying(Runnable deed) {
        this.deed = deed;
    }

    @Override
    public void begins(BackupId backup, Level level, long totalBytes) {
        isArmed.set(level == Level.REPLAYS);
    }

    @Override
    public void advanced(long bytes) {
        if (isArmed.compareAndSet(true, false)) {
            deed.run();
        }
    }

    @Override
    public void ends(boolean passed) {}
}
