package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import java.util.Optional;

/** Reads one of several repositories, of which none may stop capture into the others. */
final class PartlyRead {
    private PartlyRead() {}

    /**
     * Up to where the repository's WAL of an epoch can be read now.
     *
     * @return where any failure ended it, not only damage, it is in {@code damage}
     */
    static Frontier of(ClusterRepository repository, EpochRecord epoch) {
        try {
            return new EpochWal(repository, epoch).readable();
        } catch (HoldfastException e) {
            return new Frontier(epoch.start(), false, Optional.empty(), Optional.of(e));
        }
    }
}
