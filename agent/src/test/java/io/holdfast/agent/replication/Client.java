package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A connector over an event loop of its own; closing it fails when that loop was ever blocked. */
final class Client implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setEventLoopPoolSize(1)
                            .setMaxEventLoopExecuteTime(4)
                            .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS));
    final PgConnector connector;

    Client() {
        this(PgConnector.DEFAULT_BUFFER_BYTES);
    }

    Client(long bufferBytes) {
        ((VertxInternal) vertx)
                .blockedThreadChecker()
                .setThreadBlockedHandler(event -> blocked.add(event.thread().getName()));
        connector = new PgConnector(vertx, InstantSource.system(), System::nanoTime, bufferBytes);
    }

    /** As the superuser whom the server trusts, without TLS. */
    static ConnectionSettings trusted(EmbeddedPostgres server) {
        return as(server, "postgres", Optional.empty(), Tls.of(Tls.Mode.DISABLE));
    }

    static ConnectionSettings as(
            EmbeddedPostgres server, String user, Optional<String> password, Tls tls) {
        return new ConnectionSettings(
                "127.0.0.1",
                server.port(),
                user,
                () -> password,
                "postgres",
                tls,
                "holdfast-test",
                PATIENCE,
                PATIENCE);
    }

    /** The same, but soon tired of waiting. */
    static ConnectionSettings impatient(ConnectionSettings settings, Duration timeout) {
        return new ConnectionSettings(
                settings.host(),
                settings.port(),
                settings.user(),
                settings.password(),
                settings.database(),
                settings.tls(),
                settings.applicationName(),
                timeout,
                timeout);
    }

    @Override
    public void close() {
        connector.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        assertEquals(List.of(), blocked, "event loops that were blocked");
    }
}
