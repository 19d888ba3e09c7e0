package io.holdfast.agent.restore;

import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.DirectoryRestore;
import io.holdfast.agent.restore.files.FileProgress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Carries a plan out, up to a directory from which PostgreSQL can be started. */
public final class RestoreApply {
    private RestoreApply() {}

    /**
     * Blocks until everything is durable. If it throws, no server starts from what is there.
     *
     * @param listener called from several threads
     * @param nanoTime a monotonic clock
     */
    public static void run(
            RestorePlan plan,
            ApplyOptions options,
            Consumer<FileProgress> listener,
            LongSupplier nanoTime) {
        DirectoryRestore.run(
                plan.files(), RecoverySettings.text(plan), options, listener, nanoTime);
    }
}
