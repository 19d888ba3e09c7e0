package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import java.time.Instant;
import java.util.List;

/**
 * What is told at once.
 *
 * @param alerts of one rule, at least one; empty for a test
 */
public record Notice(Kind kind, List<Alert> alerts, Instant at) {
    /** What is said of the alerts. */
    public enum Kind {
        FIRING,
        RESOLVED,
        /** Nothing is so: somebody tries the route. */
        TEST
    }

    private static final int MOST_NAMED = 5;

    /** All of it in a sentence. */
    public String headline() {
        if (kind == Kind.TEST) {
            return "This is a test of Holdfast's alerts: nothing is wrong.";
        }
        String first = alerts.getFirst().condition().summary();
        String what = kind == Kind.RESOLVED ? "Resolved: " + first : capital(first);
        return alerts.size() == 1
                ? what + "."
                : what
                        + "; and "
                        + (alerts.size() - 1)
                        + " more of "
                        + alerts.getFirst().key().rule()
                        + named();
    }

    private String named() {
        List<String> clusters =
                alerts.stream().skip(1).map(alert -> alert.key().cluster()).distinct().toList();
        String some = String.join(", ", clusters.stream().limit(MOST_NAMED).toList());
        return clusters.size() > MOST_NAMED ? ": " + some + ", ..." : ": " + some + ".";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
