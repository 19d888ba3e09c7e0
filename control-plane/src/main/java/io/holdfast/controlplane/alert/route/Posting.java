package io.holdfast.controlplane.alert.route;

import io.holdfast.error.HoldfastException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Posts JSON.
 *
 * @param url asked each time, for it may be kept in a file that changes; it is in no message, for
 *     it may be a secret
 */
record Posting(HttpClient client, Supplier<String> url) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Try again: too early, too many, or a timeout of theirs. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    void post(String path, Object json, Map<String, String> headers)
            throws IOException, InterruptedException {
        String body = json instanceof JsonObject object ? object.encode() : json.toString();
        HttpRequest.Builder request;
        try {
            request =
                    HttpRequest.newBuilder(URI.create(url.get() + path))
                            .timeout(TIMEOUT)
                            .header("content-type", "application/json")
                            .header("user-agent", "holdfast")
                            .POST(HttpRequest.BodyPublishers.ofString(body));
        } catch (IllegalArgumentException e) {
            throw new Route.Refused("the route's URL is none");
        } catch (HoldfastException e) {
            throw new IOException(e.getMessage(), e);
        }
        headers.forEach(request::header);
        int status =
                client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
            return;
        }
        if (status / 100 == 5 || LATER.contains(status)) {
            throw new IOException("it answered with HTTP " + status);
        }
        throw new Route.Refused("it refused with HTTP " + status);
    }
}
