package io.holdfast.controlplane.lag.history;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lag of one minute, made by an agent of what it saw each second.
 *
 * @param minute its beginning, a whole minute
 */
public record LagMinute(Instant minute, List<RepositoryFigures> repositories) {
    /**
     * @throws HoldfastException (user) {@code lag-minute-malformed}
     */
    public LagMinute {
        repositories = List.copyOf(repositories);
        if (!minute.equals(minute.truncatedTo(ChronoUnit.MINUTES))) {
            throw malformed(minute + " is no whole minute");
        }
        Set<String> names = new HashSet<>();
        for (RepositoryFigures each : repositories) {
            if (!names.add(each.repository())) {
                throw malformed("repository '" + each.repository() + "' is named twice");
            }
        }
    }

    static HoldfastException malformed(String reason) {
        return new HoldfastException(
                ErrorCategory.USER,
                "lag-minute-malformed",
                "a minute of the lag cannot be used: " + reason,
                "Run an agent of the same Holdfast as the control plane.");
    }
}
