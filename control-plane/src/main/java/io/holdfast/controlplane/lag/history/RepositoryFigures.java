package io.holdfast.controlplane.lag.history;

import io.holdfast.error.HoldfastException;
import java.util.Optional;

/**
 * The lag of one repository over some time.
 *
 * @param samples how often it was looked at
 * @param known in how many of them it was known
 * @param figures over the known ones; empty if there was none
 */
public record RepositoryFigures(
        String repository, long samples, long known, Optional<LagFigures> figures) {
    /**
     * @throws HoldfastException (user) {@code lag-minute-malformed}
     */
    public RepositoryFigures {
        if (repository.isEmpty()) {
            throw LagMinute.malformed("a repository has no name");
        }
        if (known < 0 || known > samples || samples > Integer.MAX_VALUE) {
            throw LagMinute.malformed(
                    known + " of " + samples + " samples of '" + repository + "' were known");
        }
        if (figures.isPresent() != known > 0) {
            throw LagMinute.malformed(
                    known
                            + " known samples of '"
                            + repository
                            + "' and "
                            + (figures.isPresent() ? "figures" : "no figures"));
        }
    }
}
