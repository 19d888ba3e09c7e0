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
     * In how many repositories a new writer must have sealed its predecessor and put its own epoch
     * before it may acknowledge anything. With so many, no writer before it can reach the required
     * number of confirmations any more, and none after it can overlook what it acknowledges. {@code
     * all} and {@code any} ask for every one: the repositories that count shrink when one is
     * suspended, down to one, and nobody else can know which one that is.
     */
    int requiredForTakeover(int repositories) {
        return switch (durability) {
            case Durability.All all -> repositories;
            case Durability.Any any -> repositories;
            case Durability.AtLeast some ->
                    Math.max(some.repositories(), requiredToFence(repositories));
        };
    }

    /** In how many repositories WAL must be at least that was acknowledged. */
    int fewestHolders() {
        return switch (durability) {
            case Durability.All all -> 1;
            case Durability.Any any -> 1;
            case Durability.AtLeast some -> some.repositories();
        };
    }

    /**
     * In how many of a writer's repositories it must be sealed so that it cannot reach the required
     * number of confirmations any more.
     */
    int requiredToFence(int repositories) {
        return switch (durability) {
            case Durability.All all -> repositories;
            case Durability.Any any -> repositories;
            case Durability.AtLeast some -> repositories - some.repositories() + 1;
        };
    }
}
