package io.holdfast.controlplane.lag;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.Optional;

/**
 * What an agent says of one repository.
 *
 * @param frontier empty for unknown
 * @param lag how much would be lost with the database if only this repository were left; empty for
 *     unknown; a lower bound unless {@code isLagKnown}
 * @param failure empty while the repository can be written
 */
public record RepositoryLag(
        String repository,
        RepositoryState state,
        Optional<Lsn> frontier,
        Optional<Duration> lag,
        boolean isLagKnown,
        long bytesBehind,
        Optional<Failure> failure) {
    // longer than any database has run, and far from where sums of durations overflow
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * @throws HoldfastException (user) {@code lag-report-malformed}
     */
    public RepositoryLag {
        if (repository.isEmpty()) {
            throw LagReport.malformed("a repository has no name");
        }
        if (isLagKnown && lag.isEmpty()) {
            throw LagReport.malformed("the lag of '" + repository + "' is known and absent");
        }
        if (lag.isPresent() && (lag.get().isNegative() || lag.get().compareTo(LONGEST) > 0)) {
            throw LagReport.malformed("the lag of '" + repository + "' is " + lag.get());
        }
        if (bytesBehind < 0) {
            throw LagReport.malformed("'" + repository + "' is " + bytesBehind + " bytes behind");
        }
    }
}
