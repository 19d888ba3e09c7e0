package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FencedTest {
    private final SwitchableFault paused = new SwitchableFault();
    private final Repositories old = new Repositories();
    private EmbeddedPostgres server;
    private Repositories taker;

    @BeforeEach
    void startServer() {
        MemoryObjectStore one = new MemoryObjectStore();
        MemoryObjectStore two = new MemoryObjectStore();
        old.add("one", new FaultyObjectStore(one, paused));
        old.add("two", new FaultyObjectStore(two, paused));
        taker = old.over(one, two);
        server =
                EmbeddedPostgres.builder(18)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static CaptureSettings other() {
        CaptureSettings usual = settings("db2");
        return CaptureSettings.of("db2", "holdfast_2", usual.durability(), usual.config());
    }

    @Test
    @DisplayName("T29: an agent that wakes after a takeover meets the seal and stops for good")
    void wokenAgentMeetsTheSeal() throws Exception {
        Faults.Stall pause = Faults.stalls(operation -> operation.kind() == Kind.PUT);
        try (Capturing sleeper = new Capturing(server, old)) {
            sleeper.awaitAcknowledged();
            paused.become(pause);
            server.execute("insert into t select 'in flight'");
            pause.awaitReached();
            try (Capturing next = new Capturing(server, server(), taker, other())) {
                server.execute("insert into t select 'after the takeover'");
                Lsn written = next.awaitAcknowledged();

                pause.release();
                paused.heal();
                sleeper.awaitFailure(Capture.FENCED);
                server.execute("insert into t select 'after the fence'");
                Lsn last = next.awaitAcknowledged();

                assertEquals("db2", HeldWal.branch(taker.open(0)).newest().epoch().instance());
                HeldWal.assertSame(server, taker.open(0), Lsn.max(written, last));
                HeldWal.assertSame(server, taker.open(1), Lsn.max(written, last));
            }
        } finally {
            pause.release();
        }
    }

    @Test
    @DisplayName("T29: an agent that had nothing in flight yields to who took over meanwhile")
    void whoMetNoSealYieldsToo() throws Exception {
        try (FaultProxy line = FaultProxy.to("127.0.0.1", server.port());
                Capturing cutOff = new Capturing(server, over(line), old, settings("db1"))) {
            cutOff.awaitAcknowledged();
            cut(line);
            try (Capturing next = new Capturing(server, server(), taker, other())) {
                next.awaitAcknowledged();

                line.accept();
                cutOff.awaitFailure(Capture.FENCED);

                server.execute("insert into t select 'after the fence'");
                next.awaitAcknowledged();
                assertEquals("db2", HeldWal.branch(taker.open(0)).newest().epoch().instance());
            }
        }
    }

    @Test
    @DisplayName("T29: a fenced agent takes over when its server has been promoted since")
    void whoseServerIsPromotedSinceTakesOver() throws Exception {
        try (FaultProxy line = FaultProxy.to("127.0.0.1", server.port());
                Capturing fenced = new Capturing(server, over(line), old, settings("db1"))) {
            fenced.awaitAcknowledged();
            cut(line);
            try (Capturing next = new Capturing(server, server(), taker, other())) {
                next.awaitAcknowledged();
                line.accept();
                fenced.awaitFailure(Capture.FENCED);
            }
            // seen neither down nor as a standby
            cut(line);
            server.stop(StopMode.FAST);
            Files.createFile(server.dataDirectory().resolve("standby.signal"));
            server.start();
            server.promote();
            line.accept();

            server.execute("insert into t select 'after the promotion'");
            Lsn written = fenced.awaitAcknowledged();

            EpochRecord newest = HeldWal.branch(taker.open(0)).newest().epoch();
            assertEquals("db1", newest.instance());
            assertEquals(2, newest.timeline().value());
            HeldWal.assertSame(server, taker.open(0), written);
        }
    }

    private static void cut(FaultProxy line) {
        line.refuse();
        line.cutAll();
    }

    private static ConnectionSettings over(FaultProxy line) {
        return Capturing.connection("127.0.0.1", line.port(), Optional.empty());
    }

    private static CaptureSettings settings(String instance) {
        return Capturing.settings(instance, new Durability.All());
    }

    private ConnectionSettings server() {
        return Capturing.connection(server);
    }
}
