package io.holdfast.agent.restore;

import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.files.FilesPlan;
import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.agent.restore.wal.Resolution;
import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.agent.restore.wal.WalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Everything that a restore will do; nothing of it has been done. */
public record RestorePlan(
        RestoreRequest request,
        BranchWal branch,
        Resolution resolution,
        WalPlan wal,
        FilesPlan files) {
    /** Where recovery will stop. */
    public StopPoint stop() {
        return resolution.stop();
    }

    /** Begins to hand WAL to PostgreSQL; to be called before it is started. */
    public Feeder openFeeder(LongSupplier nanoTime) {
        return Feeder.open(
                request.feeder(),
                wal,
                resolution.backup().wal().start(),
                branch.repository(),
                branch.branch(),
                nanoTime);
    }

    /** For people: what will be done, one sentence a line. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        StopPoint stop = stop();
        lines.add("restore " + request.target() + ": " + resolution.explanation());
        lines.add(
                "recover from %s to %s on timeline %s, then %s"
                        .formatted(
                                resolution.backup().wal().start(),
                                stop.end(),
                                stop.timeline(),
                                request.action().word()));
        branch.window()
                .damage()
                .ifPresent(
                        e ->
                                lines.add(
                                        "attention: what follows cannot be read: "
                                                + e.getMessage()));
        lines.addAll(files.describe());
        return lines;
    }
}
