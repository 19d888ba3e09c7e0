package io.holdfast.agent.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalWindow;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The frontiers as the repositories themselves show them, whoever captures; asked by polling. */
public final class StoredWal implements WalFrontiers {
    private final LongSupplier nanoTime;
    private final Duration interval;

    /**
     * @param nanoTime monotonic
     * @param interval between two looks at a repository, each a listing and some ten small reads
     */
    public StoredWal(LongSupplier nanoTime, Duration interval) {
        this.nanoTime = nanoTime;
        this.interval = interval;
    }

    @Override
    public Optional<CapturedWal> await(ClusterRepository repository, Lsn lsn, Duration patience)
            throws InterruptedException {
        long began = nanoTime.getAsLong();
        while (true) {
            Optional<CapturedWal> wal = now(repository);
            boolean reached = wal.isPresent() && !wal.get().frontier().isBefore(lsn);
            if (reached || nanoTime.getAsLong() - began >= patience.toNanos()) {
                return wal;
            }
            Thread.sleep(interval);
        }
    }

    private static Optional<CapturedWal> now(ClusterRepository repository) {
        return NewestBranch.of(repository)
                .map(
                        branch -> {
                            EpochRecord newest = branch.newest().epoch();
                            // a backup begins behind what is damaged or missing further back
                            WalWindow window = WalWindow.readable(repository, branch);
                            return new CapturedWal(
                                    newest.epoch(),
                                    newest.timeline(),
                                    window.start(),
                                    window.end());
                        });
    }
}
