package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import java.util.Collection;
import java.util.Optional;

/** How many of the counted repositories must hold an LSN before it is acknowledged. */
public sealed interface Durability {
    /** Every counted repository. */
    record All() implements Durability {}

    /** At least one. */
    record Any() implements Durability {}

    /**
     * At least this many.
     *
     * @param repositories at least 1
     */
    record Count(int repositories) implements Durability {
        public Count {
            if (repositories < 1) {
                throw new IllegalArgumentException("durability " + repositories);
            }
        }
    }

    /** The number of repositories that is asked for, when this many are counted. */
    default int required(int counted) {
        return switch (this) {
            case All all -> Math.max(1, counted);
            case Any any -> 1;
            case Count count -> count.repositories();
        };
    }

    /**
     * How many seals a new writer needs before it may acknowledge anything: with so many, no writer
     * before it can reach the required number of confirmations any more.
     */
    default int requiredSeals(int counted) {
        return Math.max(1, counted - required(counted) + 1);
    }

    /** The LSN that may be acknowledged, given the frontiers of the counted repositories. */
    default Optional<Lsn> acknowledged(Collection<Lsn> frontiers) {
        int required = required(frontiers.size());
        return frontiers.size() < required
                ? Optional.empty()
                : frontiers.stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .skip(required - 1L)
                        .findFirst();
    }
}
