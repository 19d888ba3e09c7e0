package io.holdfast.agent.testing;

import io.holdfast.agent.capture.Capture;
import io.holdfast.agent.capture.CaptureEvent;
import io.holdfast.agent.capture.CaptureSettings;
import io.holdfast.agent.config.CaptureConfig;
import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.Tls;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.settings.value.ByteSize;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** An agent's capture, of a server into repositories. */
public final class Capturing implements AutoCloseable {
    public static final String SLOT = "holdfast";
    private static final String FLUSHED = "select pg_current_wal_flush_lsn()";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final PgConnector connector =
            new PgConnector(
                    vertx,
                    InstantSource.system(),
                    System::nanoTime,
                    PgConnector.DEFAULT_BUFFER_BYTES);
    private final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
    private final Supplier<String> flushed;
    private final Capture capture;

    public Capturing(EmbeddedPostgres server, Repositories repositories) {
        this(server, repositories, settings("db1", new Durability.All()));
    }

    public Capturing(EmbeddedPostgres server, Repositories repositories, CaptureSettings settings) {
        this(server, connection(server), repositories, settings);
    }

    /**
     * @param connection the way to the server, which may lead through a proxy
     */
    public Capturing(
            EmbeddedPostgres server,
            ConnectionSettings connection,
            Repositories repositories,
            CaptureSettings settings) {
        this(() -> server.queryString(FLUSHED), connection, repositories, settings);
    }

    /**
     * Of a server that may be in a container.
     *
     * @param connection the way to the server, which may lead through a proxy
     */
    public Capturing(Origin origin, ConnectionSettings connection, Repositories repositories) {
        this(
                () -> origin.query(FLUSHED),
                connection,
                repositories,
                settings("db1", new Durability.All()));
    }

    private Capturing(
            Supplier<String> flushed,
            ConnectionSettings connection,
            Repositories repositories,
            CaptureSettings settings) {
        this.flushed = flushed;
        this.capture =
                Capture.start(
                        new Capture.Surroundings(
                                connector,
                                connection,
                                Repositories.CLUSTER.value(),
                                repositories.openers(),
                                InstantSource.system(),
                                System::nanoTime),
                        settings,
                        events::add);
    }

    /** Short intervals, and a short wait at the end for repositories that are out of reach. */
    public static CaptureSettings settings(String instance, Durability durability) {
        CaptureSettings product =
                CaptureSettings.of(
                        instance,
                        SLOT,
                        durability,
                        new CaptureConfig(
                                Duration.ofMillis(100),
                                CaptureConfig.OnPressure.PROTECT_WAL,
                                ByteSize.parse("1GB")));
        return new CaptureSettings(
                product.instance(),
                product.slot(),
                product.durability(),
                product.config(),
                product.maxPieceBytes(),
                product.windowBytes(),
                product.detachAfter(),
                product.suspendAfter(),
                Duration.ofSeconds(2));
    }

    public static ConnectionSettings connection(EmbeddedPostgres server) {
        return connection("127.0.0.1", server.port(), Optional.empty());
    }

    public static ConnectionSettings connection(Origin origin) {
        return connection(origin.host(), origin.port(), Optional.of(origin.password()));
    }

    public static ConnectionSettings connection(String host, int port, Optional<String> password) {
        return new ConnectionSettings(
                host,
                port,
                "postgres",
                () -> password,
                "postgres",
                Tls.of(Tls.Mode.DISABLE),
                "holdfast",
                TIMEOUT,
                TIMEOUT);
    }

    public PgConnector connector() {
        return connector;
    }

    public Capture capture() {
        return capture;
    }

    public List<CaptureEvent> events() {
        return events;
    }

    /** Waits until an event of this type has happened. */
    public <T extends CaptureEvent> T awaitEvent(Class<T> type) {
        Eventually.until(
                () -> type + " in " + events + ", " + capture.status(),
                () -> events.stream().anyMatch(type::isInstance));
        return events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    /** Waits until a session has failed with this code. */
    public void awaitFailure(String code) {
        Eventually.until(
                () -> code + " in " + events + ", " + capture.status(),
                () ->
                        events.stream()
                                .anyMatch(
                                        event ->
                                                event instanceof CaptureEvent.SessionFailed failed
                                                        && failed.failure().code().equals(code)));
    }

    /** Waits until all that the server has written so far is acknowledged to it. */
    public Lsn awaitAcknowledged() {
        Lsn written = Lsn.parse(flushed.get());
        awaitAcknowledged(written);
        return written;
    }

    public void awaitAcknowledged(Lsn lsn) {
        Eventually.until(
                () -> lsn + " to be acknowledged, in " + capture.status() + " after " + events,
                () ->
                        capture.status()
                                .acknowledged()
                                .filter(acknowledged -> !acknowledged.isBefore(lsn))
                                .isPresent());
    }

    @Override
    public void close() {
        capture.close();
        connector.close();
        vertx.close().await();
    }
}
