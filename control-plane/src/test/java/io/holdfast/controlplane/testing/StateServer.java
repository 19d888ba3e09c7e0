package io.holdfast.controlplane.testing;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.SslMode;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL in which each test has a database of its own. */
public final class StateServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private StateServer(EmbeddedPostgres server) {
        this.server = server;
    }

    public static StateServer start(int major) {
        return new StateServer(EmbeddedPostgres.builder(major).start());
    }

    public EmbeddedPostgres server() {
        return server;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** An empty database. */
    public DatabaseAddress newDatabase() {
        String name = "state_" + databases.incrementAndGet();
        server.execute("create database " + name);
        return address(name);
    }

    public DatabaseAddress address(String database) {
        var info = server.connectionInfo();
        return new DatabaseAddress(
                info.host(), info.port(), database, info.user(), null, SslMode.DISABLE, null);
    }

    /** A database with the schema in it; the caller closes it. */
    public Database open() {
        return Database.open(vertx, newDatabase());
    }

    @Override
    public void close() {
        vertx.close().await();
        server.close();
    }
}
