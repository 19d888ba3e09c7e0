package io.holdfast.agent.verify;

import io.holdfast.repository.backup.BackupId;

/** Follows a verification; {@link #advanced} is called from several threads. */
public interface VerifyListener {
    /** Nobody looks. */
    VerifyListener NONE =
            new VerifyListener() {
                @Override
                public void begins(BackupId backup, Level level, long totalBytes) {}

                @Override
                public void advanced(long bytes) {}

                @Override
                public void ends(boolean passed) {}
            };

    /**
     * @param totalBytes what the level will look at, about
     */
    void begins(BackupId backup, Level level, long totalBytes);

    void advanced(long bytes);

    void ends(boolean passed);
}
