package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** An alert as webhooks are told of it. */
final class AlertJson {
    private AlertJson() {}

    static JsonObject of(Alert alert) {
        JsonObject json =
                new JsonObject()
                        .put("id", alert.id())
                        .put("rule", alert.key().rule())
                        .put("cluster", alert.key().cluster())
                        .put("subject", alert.key().subject())
                        .put("severity", severity(alert))
                        .put("summary", alert.condition().summary())
                        .put("hint", alert.condition().hint())
                        .put("since", alert.since().toString());
        alert.firedAt().map(Instant::toString).ifPresent(at -> json.put("firedAt", at));
        alert.resolvedAt().map(Instant::toString).ifPresent(at -> json.put("resolvedAt", at));
        return json;
    }

    static String severity(Alert alert) {
        return alert.condition().severity().name().toLowerCase(Locale.ROOT);
    }
}
