package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of the alerts goes one way, and when again. Not for several threads. */
final class Selection {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.alert");

    private final String route;
    private final Severity atLeast;
    private final Duration after;
    private final Duration repeat;
    private final boolean mustRepeat;

    /** When it was told of which alert last. */
    private final Map<String, Instant> told = new HashMap<>();

    /**
     * @param after how long an alert must have fired, with nobody to look after it
     * @param mustRepeat whether it is told again also of what somebody looks after
     */
    Selection(String route, Severity atLeast, Duration after, Duration repeat, boolean mustRepeat) {
        this.route = route;
        this.atLeast = atLeast;
        this.after = after;
        this.repeat = repeat;
        this.mustRepeat = mustRepeat;
    }

    /** Those that are to be told now: they count as told. */
    List<Alert> due(Collection<Alert> open, Predicate<Alert> isQuiet, Instant now) {
        List<Alert> due =
                open.stream()
                        .filter(alert -> alert.condition().severity().compareTo(atLeast) >= 0)
                        .filter(alert -> isDue(alert, now))
                        .filter(isQuiet.negate())
                        .toList();
        due.forEach(alert -> told.put(alert.id(), now));
        if (!due.isEmpty()) {
            LOG.debug("route {} is told of {} alerts", route, due.size());
        }
        return due;
    }

    private boolean isDue(Alert alert, Instant now) {
        Instant last = told.get(alert.id());
        if (alert.state() == Alert.State.ACKNOWLEDGED) {
            return mustRepeat && last != null && !now.isBefore(last.plus(repeat));
        }
        if (alert.state() != Alert.State.FIRING) {
            return false;
        }
        return last == null
                ? !now.isBefore(alert.firedAt().orElse(now).plus(after))
                : !now.isBefore(last.plus(repeat));
    }

    /** Those of the resolved ones that it was told of. */
    List<Alert> over(List<Alert> resolved) {
        return resolved.stream().filter(alert -> told.remove(alert.id()) != null).toList();
    }

    void wasTold(String alert, Instant at) {
        told.put(alert, at);
    }
}
