package io.holdfast.repository.wal;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Epochs;
import java.util.Optional;

/** The branch that whoever reads a single repository follows. */
public final class NewestBranch {
    private NewestBranch() {}

    /** Empty if the repository holds no epoch. */
    public static Optional<Branch> of(ClusterRepository repository) {
        return Branch.newest(new Epochs(repository).all(), EpochWal.frontiersIn(repository));
    }
}
