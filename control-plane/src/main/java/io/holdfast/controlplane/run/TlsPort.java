package io.holdfast.controlplane.run;

import io.holdfast.controlplane.certificate.ServerIdentity;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.function.Supplier;

/** A port with TLS 1.3 or 1.2 whose certificate is made anew each day. */
final class TlsPort implements AutoCloseable {
    private static final long DAY_MILLIS = 86_400_000;
    private static final int IDLE_SECONDS = 120;

    private final Vertx vertx;
    private final HttpServer server;
    private final Supplier<ServerIdentity> identities;
    private final long renewal;

    private TlsPort(Vertx vertx, HttpServer server, Supplier<ServerIdentity> identities) {
        this.vertx = vertx;
        this.server = server;
        this.identities = identities;
        this.renewal = vertx.setPeriodic(DAY_MILLIS, timer -> renew());
    }

    static TlsPort open(
            Vertx vertx,
            String host,
            int port,
            String setting,
            Supplier<ServerIdentity> identities,
            Handler<HttpServerRequest> handler) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setKeyCertOptions(pem(identities.get()));
        options.setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.2", "TLSv1.3"));
        try {
            HttpServer server =
                    vertx.createHttpServer(options)
                            .requestHandler(handler)
                            .listen(port, host)
                            .await();
            return new TlsPort(vertx, server, identities);
        } catch (Exception e) {
            // await() throws what listen() failed with as it is, a BindException mostly
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "port-unusable",
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage(),
                    "Set "
                            + setting
                            + " to a free port; perhaps another control plane runs already.",
                    e);
        }
    }

    private void renew() {
        server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(identities.get())));
    }

    private static PemKeyCertOptions pem(ServerIdentity identity) {
        return new PemKeyCertOptions()
                .setKeyValues(List.of(Buffer.buffer(identity.key())))
                .setCertValues(List.of(Buffer.buffer(identity.chain())));
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
