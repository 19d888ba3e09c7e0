package io.holdfast.controlplane.run;

import io.holdfast.controlplane.certificate.ServerIdentity;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A port with TLS 1.3 or 1.2 whose certificate is made anew each day. */
final class TlsPort implements AutoCloseable {
    private static final long DAY_MILLIS = 86_400_000;
    private static final int IDLE_SECONDS = 120;

    private final Vertx vertx;
    private final HttpServer server;
    private final Plan plan;
    private final long renewal;

    private TlsPort(Vertx vertx, HttpServer server, Plan plan) {
        this.vertx = vertx;
        this.server = server;
        this.plan = plan;
        this.renewal = vertx.setPeriodic(DAY_MILLIS, timer -> renew());
    }

    /**
     * What a port is to be.
     *
     * @param setting that names the port
     * @param identities makes what it shows
     * @param clients who connects
     */
    record Plan(
            String host,
            int port,
            String setting,
            Supplier<ServerIdentity> identities,
            Clients clients) {
        private ServerSSLOptions configure(ServerSSLOptions tls) {
            ServerIdentity identity = identities.get();
            tls.setKeyCertOptions(
                    new PemKeyCertOptions()
                            .setKeyValues(List.of(Buffer.buffer(identity.key())))
                            .setCertValues(List.of(Buffer.buffer(identity.chain()))));
            tls.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
            tls.setUseAlpn(true);
            clients.ask(tls);
            return tls;
        }
    }

    /** Whether those who connect may show certificates. */
    sealed interface Clients {
        void ask(ServerSSLOptions tls);

        /** They have none. */
        record Anonymous() implements Clients {
            @Override
            public void ask(ServerSSLOptions tls) {}
        }

        /**
         * They may show one of this authority, and none of another.
         *
         * @param authority PEM of its certificate
         */
        record Certified(String authority) implements Clients {
            @Override
            public void ask(ServerSSLOptions tls) {
                tls.setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(
                                new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
            }
        }
    }

    static TlsPort open(Vertx vertx, Plan plan, Handler<HttpServerRequest> handler) {
        HttpServerOptions options =
                new HttpServerOptions().setSsl(true).setUseAlpn(true).setIdleTimeout(IDLE_SECONDS);
        plan.configure(options.getSslOptions());
        try {
            HttpServer server =
                    vertx.createHttpServer(options)
                            .requestHandler(handler)
                            .listen(plan.port(), plan.host())
                            .await();
            return new TlsPort(vertx, server, plan);
        } catch (Exception e) {
            // await() throws what listen() failed with as it is, a BindException mostly
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "port-unusable",
                    "cannot listen on " + plan.host() + ":" + plan.port() + ": " + e.getMessage(),
                    "Set "
                            + plan.setting()
                            + " to a free port; perhaps another control plane runs already.",
                    e);
        }
    }

    /** Shows a new certificate from now on. */
    void renew() {
        server.updateSSLOptions(plan.configure(new ServerSSLOptions()));
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.cancelTimer(renewal);
        server.close().await();
    }
}
