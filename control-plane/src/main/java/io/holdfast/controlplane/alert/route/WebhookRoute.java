package io.holdfast.controlplane.alert.route;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts each notice as JSON. With a secret it is signed: the header {@code Holdfast-Signature} is
 * {@code t=<Unix seconds>,v1=<hexadecimal>}, HMAC-SHA-256 under the secret of the seconds, a dot,
 * and the body.
 */
final class WebhookRoute implements Route {
    private final Posting posting;
    private final Supplier<Optional<String>> secret;

    WebhookRoute(Posting posting, Supplier<Optional<String>> secret) {
        this.posting = posting;
        this.secret = secret;
    }

    @Override
    public void send(Notice notice) throws IOException, InterruptedException {
        JsonArray alerts = new JsonArray();
        notice.alerts().forEach(alert -> alerts.add(AlertJson.of(alert)));
        JsonObject body =
                new JsonObject()
                        .put("version", 1)
                        .put("status", notice.kind().name().toLowerCase(Locale.ROOT))
                        .put("at", notice.at().toString())
                        .put("headline", notice.headline())
                        .put("alerts", alerts);
        posting.post("", body, signature(notice, body.encode()));
    }

    private Map<String, String> signature(Notice notice, String body) {
        Optional<String> key = secret.get();
        if (key.isEmpty()) {
            return Map.of();
        }
        String seconds = Long.toString(notice.at().getEpochSecond());
        return Map.of(
                "holdfast-signature",
                "t=" + seconds + ",v1=" + hmac(key.get(), seconds + "." + body));
    }

    static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }
}
