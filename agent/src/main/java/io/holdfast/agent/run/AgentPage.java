package io.holdfast.agent.run;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.config.HttpConfig;
import io.holdfast.agent.fill.Lacking;
import io.holdfast.agent.link.LinkStatus;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The agent's own page: {@code /metrics} for Prometheus, {@code /health} (200 while every
 * repository counts and WAL flows, else 503), {@code /status} with the figures as JSON.
 */
final class AgentPage implements AutoCloseable {
    private final HttpServer server;
    private final Router router;

    private AgentPage(HttpServer server, Router router) {
        this.server = server;
        this.router = router;
    }

    /** Listens, and has nothing to show yet. */
    static AgentPage open(Vertx vertx, HttpConfig config) {
        Router router = Router.router(vertx);
        try {
            return new AgentPage(
                    vertx.createHttpServer()
                            .requestHandler(router)
                            .listen(config.port(), config.host())
                            .await(),
                    router);
        } catch (Exception e) {
            // await() throws what listen() failed with as it is, a BindException mostly
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "http-port-unusable",
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + e.getMessage(),
                    "Set http.port to a free port; perhaps another agent runs already.",
                    e);
        }
    }

    void show(
            PrometheusMeterRegistry meters,
            Supplier<CaptureStatus> status,
            Supplier<List<Lacking>> lacking,
            Supplier<Optional<LinkStatus>> link) {
        router.get("/metrics")
                .handler(
                        request ->
                                request.response()
                                        .putHeader("content-type", "text/plain; version=0.0.4")
                                        .end(meters.scrape()));
        router.get("/health").handler(request -> health(request, status.get(), lacking.get()));
        router.get("/status")
                .handler(
                        request ->
                                request.json(
                                        json(status.get(), lacking.get())
                                                .mergeIn(json(link.get()))));
    }

    private static JsonObject json(Optional<LinkStatus> link) {
        JsonObject json = new JsonObject();
        link.ifPresent(
                known -> {
                    JsonObject plane =
                            new JsonObject()
                                    .put("url", known.url())
                                    .put("connected", known.isConnected())
                                    .put("since", known.since().toString());
                    known.failure().ifPresent(e -> plane.put("failure", failure(e)));
                    json.put("controlPlane", plane);
                });
        return json;
    }

    int port() {
        return server.actualPort();
    }

    private static void health(
            RoutingContext request, CaptureStatus status, List<Lacking> lacking) {
        boolean isHealthy =
                status.phase() == CaptureStatus.Phase.STANDBY
                        || (status.phase() == CaptureStatus.Phase.STREAMING
                                && status.lanes().stream().allMatch(AgentPage::isWell));
        request.response().setStatusCode(isHealthy ? 200 : 503);
        request.json(new JsonObject().put("healthy", isHealthy).mergeIn(json(status, lacking)));
    }

    private static boolean isWell(CaptureStatus.Lane lane) {
        return lane.state() == io.holdfast.agent.capture.LaneState.COUNTED
                && lane.failure().isEmpty();
    }

    private static JsonObject json(CaptureStatus status, List<Lacking> lacking) {
        JsonArray lanes = new JsonArray();
        for (CaptureStatus.Lane lane : status.lanes()) {
            JsonObject json = json(lane);
            lacking.stream()
                    .filter(one -> one.repository().equals(lane.repository()))
                    .forEach(one -> json.put("lacking", json(one)));
            lanes.add(json);
        }
        JsonObject json =
                new JsonObject()
                        .put("phase", status.phase().name().toLowerCase(java.util.Locale.ROOT))
                        .put("repositories", lanes);
        status.epoch().ifPresent(epoch -> json.put("epoch", epoch.epoch().toString()));
        status.epoch().ifPresent(e -> json.put("timeline", e.timeline().value()));
        status.serverFlushed().ifPresent(lsn -> json.put("serverFlushed", lsn.toString()));
        status.acknowledged().ifPresent(lsn -> json.put("acknowledged", lsn.toString()));
        status.slot().ifPresent(slot -> json.put("slot", json(slot)));
        status.failure().ifPresent(e -> json.put("failure", failure(e)));
        return json;
    }

    private static JsonObject json(CaptureStatus.Slot slot) {
        JsonObject json =
                new JsonObject()
                        .put("name", slot.name())
                        .put("walStatus", slot.walStatus())
                        .put("retainedBytes", slot.retainedBytes())
                        .put("limitBytes", slot.limitBytes());
        slot.safeBytes().ifPresent(bytes -> json.put("safeBytes", bytes));
        slot.timeLeft().ifPresent(left -> json.put("secondsLeft", left.toSeconds()));
        return json;
    }

    private static JsonObject json(CaptureStatus.Lane lane) {
        JsonObject json =
                new JsonObject()
                        .put("name", lane.repository())
                        .put("state", lane.state().name().toLowerCase(java.util.Locale.ROOT))
                        .put("bytesBehind", lane.bytesBehind())
                        .put("lagKnown", lane.isLagKnown());
        lane.frontier().ifPresent(lsn -> json.put("frontier", lsn.toString()));
        lane.lag().map(Duration::toMillis).ifPresent(millis -> json.put("lagMillis", millis));
        lane.failure().ifPresent(e -> json.put("failure", failure(e)));
        return json;
    }

    private static JsonObject json(Lacking lacking) {
        JsonObject json =
                new JsonObject()
                        .put("backups", lacking.backups())
                        .put("bytes", lacking.bytes())
                        .put("withoutWal", lacking.withoutWal());
        lacking.failure().ifPresent(e -> json.put("failure", failure(e)));
        return json;
    }

    private static JsonObject failure(HoldfastException e) {
        return new JsonObject()
                .put("code", e.code())
                .put("message", e.getMessage())
                .put("hint", e.hint());
    }

    @Override
    public void close() {
        server.close().await();
    }
}
