package io.holdfast.agent.capture;

import io.holdfast.agent.config.Durability;
import io.holdfast.postgres.Lsn;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What may be acknowledged to PostgreSQL, given how far the repositories are. Pure. */
record AckRule(Durability durability) {
    /** The LSN that enough counted repositories hold; empty if too few are counted. */
    Optional<Lsn> acknowledged(Collection<Lsn> countedFrontiers) {
        int required = durability.required(countedFrontiers.size());
        return countedFrontiers.size() < required
                ? Optional.empty()
                : countedFrontiers.stream()
                        .sorted(Comparator.reverseOrder())
                        .skip(required - 1L)
                        .findFirst();
    }

    /**
     * How many seals a new writer needs before it may acknowledge anything: with so many, no writer
     * before it can reach the required number of confirmations any more.
     */
    int requiredSeals(int repositories) {
        return Math.max(1, repositories - durability.required(repositories) + 1);
    }
}
