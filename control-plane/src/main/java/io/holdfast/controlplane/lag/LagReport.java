package io.holdfast.controlplane.lag;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent says of its capture, once a second.
 *
 * @param repositories one for each that is configured; none of a standby
 * @param slot empty for unknown
 * @param failure why nothing is captured; empty while it is
 * @param epoch that is being written; empty between sessions
 */
public record LagReport(
        CapturePhase phase,
        Optional<Lsn> serverFlushed,
        Optional<Lsn> acknowledged,
        List<RepositoryLag> repositories,
        Optional<SlotReport> slot,
        Optional<Failure> failure,
        Optional<EpochId> epoch) {
    private static final int MOST_REPOSITORIES = 64;

    /**
     * @throws HoldfastException (user) {@code lag-report-malformed}: a repository is named twice,
     *     or there are more than 64
     */
    public LagReport {
        repositories = List.copyOf(repositories);
        if (repositories.size() > MOST_REPOSITORIES) {
            throw malformed(repositories.size() + " repositories, not " + MOST_REPOSITORIES);
        }
        Set<String> names = new HashSet<>();
        for (RepositoryLag each : repositories) {
            if (!names.add(each.repository())) {
                throw malformed("repository '" + each.repository() + "' is named twice");
            }
        }
    }

    static HoldfastException malformed(String reason) {
        return new HoldfastException(
                ErrorCategory.USER,
                "lag-report-malformed",
                "a report of the lag cannot be used: " + reason,
                "Run an agent of the same Holdfast as the control plane.");
    }
}
