package io.holdfast.cli.server;

import io.holdfast.agent.replication.PgConnector;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Connects to PostgreSQL while a command runs. Closing it closes the connections. */
public final class ServerAccess implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final PgConnector connector;

    public ServerAccess(InstantSource clock) {
        this.connector =
                new PgConnector(vertx, clock, System::nanoTime, PgConnector.DEFAULT_BUFFER_BYTES);
    }

    public PgConnector connector() {
        return connector;
    }

    @Override
    public void close() {
        connector.close();
        vertx.close().await();
    }
}
