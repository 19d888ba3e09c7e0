package io.holdfast.agent.capture;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.Tls;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.net.Direction;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CaptureConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;
    private FaultProxy proxy;

    @BeforeEach
    void startServer() {
        repositories.add("one", new MemoryObjectStore());
        server =
                EmbeddedPostgres.builder(18)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_sender_timeout", "2s")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (filler text)");
        proxy = FaultProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void stopServer() {
        proxy.close();
        server.close();
    }

    private ConnectionSettings connection() {
        return new ConnectionSettings(
                proxy.host(),
                proxy.port(),
                "postgres",
                Optional::empty,
                "postgres",
                Tls.of(Tls.Mode.DISABLE),
                "holdfast",
                TIMEOUT,
                TIMEOUT);
    }

    private void write() {
        server.execute(
                "insert into t select repeat(md5(i::text), 20) from generate_series(1, 2000) i");
    }

    private void survives(Runnable fault) {
        try (Capturing capturing =
                new Capturing(
                        server,
                        connection(),
                        repositories,
                        Capturing.settings("db1", new Durability.All()))) {
            capturing.awaitAcknowledged();
            long sessions = sessions(capturing);

            fault.run();
            write();
            Eventually.until(
                    () -> "a new session after " + capturing.events(),
                    () -> sessions(capturing) > sessions);
            write();

            Lsn written = capturing.awaitAcknowledged();
            HeldWal.assertSame(server, repositories.open(0), written);
        }
    }

    private static long sessions(Capturing capturing) {
        return capturing.events().stream()
                .filter(CaptureEvent.EpochTaken.class::isInstance)
                .count();
    }

    @Test
    @DisplayName("T32, T80: a connection that died in silence is given up and made anew")
    void resumesAfterAStall() {
        survives(
                () -> {
                    proxy.stall();
                    Eventually.until(
                            "the server to miss its receiver",
                            () ->
                                    server.queryLong("select count(*) from pg_stat_replication")
                                            == 0);
                    proxy.cutAll();
                    proxy.resume();
                });
    }

    @Test
    @DisplayName("T80: capture resumes after a connection was cut in the middle of a message")
    void resumesAfterACutInTheMiddle() {
        survives(() -> proxy.cutAfterBytes(40_001, Direction.TO_CLIENT));
    }

    @Test
    @DisplayName("T80: capture resumes after the server's half of a connection was closed")
    void resumesAfterAHalfClose() {
        survives(() -> proxy.halfClose(Direction.TO_CLIENT));
    }

    @Test
    @DisplayName("T80: capture resumes after its own half of a connection was closed")
    void resumesAfterItsOwnHalfWasClosed() {
        survives(() -> proxy.halfClose(Direction.TO_SERVER));
    }
}
