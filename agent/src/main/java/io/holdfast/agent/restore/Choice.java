package io.holdfast.agent.restore;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.agent.restore.wal.Resolution;
import io.holdfast.agent.restore.wal.TargetResolver;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.target.RestoreTarget;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** The backup that recovery begins with, and the unbroken WAL along which it reaches the target. */
record Choice(BranchWal branch, Resolution resolution) {
    private static final Set<String> NOT_IN_THIS_WINDOW =
            Set.of("target-out-of-reach", "no-usable-backup", "backup-not-usable");

    /**
     * A gap, or damage, ends a window and begins another: what cannot be reached in the newest one
     * is looked for in those before. That "latest" is not behind the newest gap, and no backup is
     * named, must not be overlooked; so that stays where it is.
     *
     * @throws HoldfastException what the newest window had to say, if there is no other
     */
    static Choice of(
            RestoreRequest request, NavigableMap<EpochId, EpochRecord> epochs, Branch newest) {
        BranchWal wal = BranchWal.of(request.repository(), newest);
        try {
            return in(request, wal);
        } catch (HoldfastException e) {
            return earlier(request, epochs, wal, e).orElseThrow(() -> e);
        }
    }

    /** What ends at the newest passes over no gap; damage is named by the window before it. */
    private static boolean mayLookBefore(
            BranchWal wal, RestoreRequest request, HoldfastException refused) {
        return NOT_IN_THIS_WINDOW.contains(refused.code())
                && (isFixed(request.target())
                        || request.backup().isPresent()
                        || wal.window().damageBefore().isPresent());
    }

    private static boolean isFixed(RestoreTarget target) {
        return !(target instanceof RestoreTarget.Latest
                || target instanceof RestoreTarget.Immediate);
    }

    private static Optional<Choice> earlier(
            RestoreRequest request,
            NavigableMap<EpochId, EpochRecord> epochs,
            BranchWal newest,
            HoldfastException refused) {
        BranchWal wal = newest;
        HoldfastException why = refused;
        while (mayLookBefore(wal, request, why)) {
            Optional<Branch> before = beforeGap(epochs, wal);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            wal = BranchWal.of(request.repository(), before.get());
            try {
                return Optional.of(in(request, wal));
            } catch (HoldfastException e) {
                if (!NOT_IN_THIS_WINDOW.contains(e.code())) {
                    throw e;
                }
                why = e;
            }
        }
        return Optional.empty();
    }

    /** The way to the last epoch before the window, if the window is not the oldest. */
    private static Optional<Branch> beforeGap(
            NavigableMap<EpochId, EpochRecord> epochs, BranchWal wal) {
        Lsn start = wal.window().start();
        List<Stretch> before =
                wal.branch().stretches().stream()
                        .takeWhile(stretch -> stretch.start().isBefore(start))
                        .toList();
        return before.isEmpty()
                ? Optional.empty()
                : Optional.of(Branch.to(epochs, before.getLast().epoch().epoch()));
    }

    private static Choice in(RestoreRequest request, BranchWal wal) {
        return new Choice(
                wal,
                new TargetResolver(wal, BackupChoice.of(request, wal)).resolve(request.target()));
    }
}
