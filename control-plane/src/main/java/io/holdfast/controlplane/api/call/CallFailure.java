package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How a call tells that it failed: status, message, and three trailers. */
public final class CallFailure {
    /** Stable, for programs. */
    static final String CODE = "holdfast-code";

    /** An {@link io.holdfast.error.ErrorCategory}, in lower case. */
    static final String CATEGORY = "holdfast-category";

    /** A sentence for people, percent-encoded as gRPC encodes its message. */
    static final String HINT = "holdfast-hint";

    private CallFailure() {}

    /** Ends a call that has not ended. */
    public static void end(GrpcServerResponse<?, ?> response, HoldfastException e) {
        response.trailers()
                .set(CODE, e.code())
                .set(CATEGORY, e.category().name().toLowerCase(Locale.ROOT))
                .set(HINT, encoded(e.hint()));
        response.status(CallStatus.of(e)).statusMessage(String.valueOf(e.getMessage())).end();
    }

    /** As the body of an answer in JSON. */
    public static JsonObject json(HoldfastException e) {
        return json(e.code(), String.valueOf(e.getMessage()), e.hint());
    }

    private static JsonObject json(String code, String message, String hint) {
        return new JsonObject().put("code", code).put("message", message).put("hint", hint);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
