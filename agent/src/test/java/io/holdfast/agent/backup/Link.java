package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.Tls;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The way to a server, as an agent has it. */
final class Link implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final PgConnector connector =
            new PgConnector(vertx, InstantSource.system(), System::nanoTime, 1 << 20);

    static ConnectionSettings as(EmbeddedPostgres server, String user) {
        return new ConnectionSettings(
                "127.0.0.1",
                server.port(),
                user,
                Optional::empty,
                "postgres",
                Tls.of(Tls.Mode.DISABLE),
                "holdfast-test",
                PATIENCE,
                PATIENCE);
    }

    @Override
    public void close() {
        connector.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
