package io.holdfast.controlplane.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The state machine of all alerts: pending, firing, acknowledged, resolved. A condition fires when
 * it has been so for its patience, and is resolved when it has not been so for half a minute: what
 * comes and goes is one alert. Not for several threads.
 */
public final class AlertBook {
    private static final Duration CALM = Duration.ofSeconds(30);

    private final Map<AlertKey, Alert> alerts = new LinkedHashMap<>();
    private final Supplier<String> ids;

    /**
     * @param ids unique ones
     */
    public AlertBook(Supplier<String> ids) {
        this.ids = ids;
    }

    /** Goes on with what was open before; false if that is known. */
    public boolean restore(Alert open) {
        Alert known = alerts.get(open.key());
        if (known == null || known.firedAt().isEmpty()) {
            alerts.put(open.key(), open);
            return true;
        }
        return false;
    }

    /**
     * Takes in what was seen.
     *
     * @return the alerts that have fired or were resolved by it
     */
    public List<Alert> judge(Judgement judgement, Instant now) {
        List<Alert> news = new ArrayList<>();
        judgement
                .present()
                .values()
                .forEach(condition -> present(condition, now).ifPresent(news::add));
        for (Alert alert : List.copyOf(alerts.values())) {
            if (judgement.isJudged(alert.key()) && !judgement.present().containsKey(alert.key())) {
                absent(alert, now).ifPresent(news::add);
            }
        }
        return news;
    }

    private Optional<Alert> present(Condition condition, Instant now) {
        Alert known = alerts.get(condition.key());
        Alert alert =
                known == null
                        ? new Alert(
                                ids.get(),
                                condition,
                                now,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())
                        : known.with(condition);
        boolean fires =
                alert.firedAt().isEmpty()
                        && !now.isBefore(alert.since().plus(condition.patience()));
        Alert next = fires ? alert.fired(now) : alert;
        alerts.put(condition.key(), next);
        return fires ? Optional.of(next) : Optional.empty();
    }

    private Optional<Alert> absent(Alert alert, Instant now) {
        if (alert.firedAt().isEmpty()) {
            // nobody was told
            alerts.remove(alert.key());
            return Optional.empty();
        }
        Instant since = alert.absentSince().orElse(now);
        if (now.isBefore(since.plus(CALM))) {
            alerts.put(alert.key(), alert.absent(since));
            return Optional.empty();
        }
        alerts.remove(alert.key());
        return Optional.of(alert.resolved(now));
    }

    /** Somebody looks after it; false if it does not fire. */
    public boolean acknowledge(String id, Alert.Acknowledgement by) {
        for (Alert alert : alerts.values()) {
            if (alert.id().equals(id) && alert.state() == Alert.State.FIRING) {
                alerts.put(alert.key(), alert.acknowledged(by));
                return true;
            }
        }
        return false;
    }

    /** Forgets, without a word, what another control plane judges now. */
    public List<Alert> release(String cluster) {
        List<Alert> released =
                alerts.values().stream()
                        .filter(alert -> alert.key().cluster().equals(cluster))
                        .toList();
        released.forEach(alert -> alerts.remove(alert.key()));
        return released;
    }

    /** Those that are pending, firing or acknowledged. */
    public List<Alert> open() {
        return List.copyOf(alerts.values());
    }
}
