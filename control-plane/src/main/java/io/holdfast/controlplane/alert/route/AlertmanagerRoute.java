package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Tells Prometheus' Alertmanager by its API, version 2. It forgets an alert that is not told again,
 * so each is, every minute; should the control plane be gone, they end after five.
 */
final class AlertmanagerRoute implements Route {
    private static final Duration REPEAT = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final Posting posting;

    AlertmanagerRoute(Posting posting) {
        this.posting = posting;
    }

    @Override
    public void send(Notice notice) throws IOException, InterruptedException {
        JsonArray alerts = new JsonArray();
        notice.alerts().forEach(alert -> alerts.add(alert(alert, notice.at())));
        if (notice.kind() == Notice.Kind.TEST) {
            alerts.add(test(notice));
        }
        posting.post("/api/v2/alerts", alerts.encode(), Map.of());
    }

    private static JsonObject alert(Alert alert, Instant at) {
        return new JsonObject()
                .put(
                        "labels",
                        new JsonObject()
                                .put("alertname", alert.key().rule())
                                .put("service", "holdfast")
                                .put("cluster", alert.key().cluster())
                                .put("subject", alert.key().subject())
                                .put("severity", AlertJson.severity(alert)))
                .put(
                        "annotations",
                        new JsonObject()
                                .put("summary", alert.condition().summary())
                                .put("hint", alert.condition().hint()))
                .put("startsAt", alert.firedAt().orElse(alert.since()).toString())
                .put("endsAt", alert.resolvedAt().orElse(at.plus(LIFETIME)).toString());
    }

    private static JsonObject test(Notice notice) {
        return new JsonObject()
                .put("labels", new JsonObject().put("alertname", "test").put("service", "holdfast"))
                .put("annotations", new JsonObject().put("summary", notice.headline()))
                .put("startsAt", notice.at().toString())
                .put("endsAt", notice.at().plus(REPEAT).toString());
    }

    @Override
    public Optional<Duration> mustRepeat() {
        return Optional.of(REPEAT);
    }
}
