package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.Optional;

/**
 * A repository at this moment.
 *
 * @param reported what the agent said of it last; empty if it is configured and was not told of
 * @param lag the reported one and the silence since; empty for unknown; a lower bound unless {@code
 *     isLagKnown}
 */
public record RepositoryLagNow(
        String repository,
        FailureDomain domain,
        Optional<RepositoryLag> reported,
        Optional<Duration> lag,
        boolean isLagKnown) {

    /**
     * Whether there may be something in it to restore from. One that is lost, or whose frontier the
     * agent does not know, protects nothing; one that was not told of yet may.
     */
    boolean mayProtect() {
        return reported.map(RepositoryLagNow::protects).orElse(true);
    }

    private static boolean protects(RepositoryLag lag) {
        return lag.state() != RepositoryState.LOST && lag.frontier().isPresent();
    }
}
