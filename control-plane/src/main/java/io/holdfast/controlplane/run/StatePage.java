package io.holdfast.controlplane.run;

import io.holdfast.controlplane.alert.watch.AlertWatch;
import io.holdfast.controlplane.config.ControlPlaneConfig.PageConfig;
import io.holdfast.controlplane.link.AgentLinks;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The control plane's own page: {@code /health/live} (it runs), {@code /health/ready} (200 while
 * its database answers, else 503), {@code /metrics} for Prometheus.
 */
final class StatePage implements AutoCloseable {
    private final HttpServer server;

    private StatePage(HttpServer server) {
        this.server = server;
    }

    static StatePage open(
            Vertx vertx, PageConfig config, Database database, AgentLinks links, AlertWatch watch) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters.gauge("holdfast.plane.database.up", database, StatePage::isUp);
        meters.gauge("holdfast.plane.agents.connected", links, AgentLinks::connected);
        meters.gauge("holdfast.plane.alerts.firing", watch, StatePage::firing);
        Router router = Router.router(vertx);
        router.get("/health/live").handler(request -> answer(request, 200, "live"));
        router.get("/health/ready").handler(request -> onThread(() -> ready(request, database)));
        router.get("/metrics").handler(request -> onThread(() -> metrics(request, meters)));
        try {
            return new StatePage(
                    vertx.createHttpServer()
                            .requestHandler(router)
                            .listen(config.port(), config.host())
                            .await());
        } catch (Exception e) {
            // await() throws what listen() failed with as it is, a BindException mostly
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "port-unusable",
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + e.getMessage(),
                    "Set page.port to a free port; perhaps another control plane runs already.",
                    e);
        }
    }

    private static void onThread(Runnable work) {
        Thread.ofVirtual().name("page").start(work);
    }

    private static double isUp(Database database) {
        try {
            return database.query("select 1", row -> row.getInteger(0)).size();
        } catch (HoldfastException e) {
            return 0;
        }
    }

    private static double firing(AlertWatch watch) {
        return watch.open().stream().filter(alert -> alert.firedAt().isPresent()).count();
    }

    private static void ready(RoutingContext request, Database database) {
        boolean isReady = isUp(database) > 0;
        answer(request, isReady ? 200 : 503, isReady ? "ready" : "the database does not answer");
    }

    private static void metrics(RoutingContext request, PrometheusMeterRegistry meters) {
        String text = meters.scrape();
        request.response().putHeader("content-type", "text/plain; version=0.0.4").end(text);
    }

    private static void answer(RoutingContext request, int status, String state) {
        request.response().setStatusCode(status);
        request.json(new JsonObject().put("state", state));
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        server.close().await();
    }
}
