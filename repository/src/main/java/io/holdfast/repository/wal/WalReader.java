package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the WAL of a branch: the bytes of an LSN are those of the stretch that it lies in, on that
 * stretch's timeline. Not for several threads.
 */
public final class WalReader {
    private final ClusterRepository repository;
    private final Branch branch;
    private final DamagedObjects damaged = new DamagedObjects();
    // only one, since each keeps up to 16 MiB
    private @Nullable EpochReader reader;

    public WalReader(ClusterRepository repository, Branch branch) {
        this.repository = repository;
        this.branch = branch;
    }

    /**
     * Copies the WAL from {@code from} up to, not including, {@code to} into {@code out}: all of
     * it, or an {@code INTEGRITY} error that names the LSN at which it is broken, or the damaged
     * object. A damaged object is passed over where others hold the same WAL; see {@link #damage}.
     */
    public void read(Lsn from, Lsn to, byte[] out, int offset) {
        Lsn position = from;
        for (Stretch stretch : branch.stretches()) {
            boolean ends = stretch.end() != null && !stretch.end().isAfter(position);
            if (ends || !position.isBefore(to)) {
                continue;
            }
            if (position.isBefore(stretch.start())) {
                throw beforeStretch(position, stretch);
            }
            Lsn end = stretch.end() == null ? to : Lsn.min(stretch.end(), to);
            reader(stretch).read(position, end, out, offset + (int) position.minus(from));
            position = end;
        }
    }

    /** Of each damaged object in whose place others were read, what is wrong with it. */
    public List<HoldfastException> damage() {
        return damaged.bypassed();
    }

    private EpochReader reader(Stretch stretch) {
        if (reader == null || !reader.epoch().equals(stretch.epoch().epoch())) {
            reader = new EpochReader(new EpochWal(repository, stretch.epoch()), damaged);
        }
        return reader;
    }

    private HoldfastException beforeStretch(Lsn position, Stretch stretch) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-missing",
                "repository "
                        + repository.name()
                        + " holds no WAL from "
                        + position
                        + " to "
                        + stretch.start()
                        + ", where epoch "
                        + stretch.epoch().epoch()
                        + " begins",
                "Restore from a base backup after "
                        + stretch.start()
                        + ", or from another repository.");
    }
}
