package io.holdfast.agent.restore;

import io.holdfast.agent.restore.files.FilesPlan;
import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.agent.restore.wal.Resolution;
import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.agent.restore.wal.WalPlan;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.read.BackupCatalog;

/**
 * Where a restore will begin and stop, as the repository has it. Nothing is known yet of the
 * destination, where a delta restore reads every file.
 */
public record RestoreRoute(
        RestoreRequest request, BranchWal branch, Resolution resolution, WalPlan wal) {
    /** Where recovery will stop. */
    public StopPoint stop() {
        return resolution.stop();
    }

    /**
     * Reads what the backup holds, and looks at the destination; writes nothing.
     *
     * @throws HoldfastException of category user or refused if the destination does not fit, of
     *     category integrity if the backup cannot be read
     */
    public RestorePlan plan() {
        FilesPlan files =
                FilesPlan.of(
                        new BackupCatalog(request.repository()).open(resolution.backup().id()),
                        request.destination());
        return new RestorePlan(request, branch, resolution, wal, files);
    }
}
