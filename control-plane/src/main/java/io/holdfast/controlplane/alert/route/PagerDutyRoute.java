package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Triggers and resolves incidents by PagerDuty's Events API, version 2; an alert is one incident.
 */
final class PagerDutyRoute implements Route {
    private final Posting posting;
    private final Supplier<Optional<String>> key;

    PagerDutyRoute(Posting posting, Supplier<Optional<String>> key) {
        this.posting = posting;
        this.key = key;
    }

    @Override
    public void send(Notice notice) throws IOException, InterruptedException {
        if (notice.kind() == Notice.Kind.TEST) {
            // an incident that is over at once calls nobody for long
            post("trigger", "holdfast-test", payload(notice.headline(), "info"));
            post("resolve", "holdfast-test", Optional.empty());
            return;
        }
        for (Alert alert : notice.alerts()) {
            if (notice.kind() == Notice.Kind.RESOLVED) {
                post("resolve", "holdfast/" + alert.key(), Optional.empty());
            } else {
                post("trigger", "holdfast/" + alert.key(), payload(alert));
            }
        }
    }

    private static Optional<JsonObject> payload(Alert alert) {
        return payload(alert.condition().summary(), AlertJson.severity(alert))
                .map(
                        json ->
                                json.put("component", alert.key().cluster())
                                        .put("class", alert.key().rule())
                                        .put("timestamp", alert.since().toString())
                                        .put("custom_details", AlertJson.of(alert)));
    }

    private static Optional<JsonObject> payload(String summary, String severity) {
        return Optional.of(
                new JsonObject()
                        .put("summary", summary)
                        .put("source", "holdfast")
                        .put("severity", severity));
    }

    private void post(String action, String incident, Optional<JsonObject> payload)
            throws IOException, InterruptedException {
        JsonObject event =
                new JsonObject()
                        .put("routing_key", key.get().orElse(""))
                        .put("event_action", action)
                        .put("dedup_key", incident);
        payload.ifPresent(json -> event.put("payload", json));
        posting.post("/v2/enqueue", event, Map.of());
    }
}
