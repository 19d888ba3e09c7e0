package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.EmbeddedPostgresBuilder;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureServerTest {
    private final Repositories repositories = new Repositories();
    private final Faults.Recording recording = Faults.records();
    private EmbeddedPostgres server;
    @TempDir private Path folder;

    @BeforeEach
    void startServer() {
        repositories.add("one", new FaultyObjectStore(new MemoryObjectStore(), recording));
        server = builder().start();
        server.execute("create table t (filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static EmbeddedPostgresBuilder builder() {
        return EmbeddedPostgres.builder(18)
                .walSegmentSizeMb(1)
                .setting("fsync", "off")
                .setting("wal_keep_size", "512MB");
    }

    private static void write(EmbeddedPostgres to, int rows) {
        to.execute(
                "insert into t select repeat(md5(i::text), 20) from generate_series(1, "
                        + rows
                        + ") i");
    }

    private void assertRefused(EmbeddedPostgres other, String code) {
        List<FaultyObjectStore.Operation> before = recording.durable();
        try (Capturing capturing = new Capturing(other, repositories)) {
            capturing.awaitFailure(code);
        }
        assertEquals(before, recording.durable());
    }

    @Test
    @DisplayName("T24: a server killed under load goes on where the repositories end")
    void resumesAfterTheServerWasKilled() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            write(server, 4000);

            server.kill();
            server.start();
            write(server, 1000);

            Lsn written = capturing.awaitAcknowledged();
            HeldWal.assertSame(server, repositories.open(0), written);
        }
    }

    @Test
    @DisplayName("T29, T44: a server of another cluster is refused, and nothing is changed")
    void refusesAForeignServer() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
        }
        try (EmbeddedPostgres foreign = builder().start()) {
            assertRefused(foreign, "capture-foreign");
        }
    }

    @Test
    @DisplayName("T29: a server put back to an older state is refused, and nothing is changed")
    void refusesARolledBackServer() throws Exception {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
        }
        server.stop(StopMode.FAST);
        Path older = folder.resolve("older");
        copy(server.dataDirectory(), older);
        server.start();
        try (Capturing capturing = new Capturing(server, repositories)) {
            write(server, 3000);
            capturing.awaitAcknowledged();
        }
        server.stop(StopMode.FAST);

        try (EmbeddedPostgres rolledBack = EmbeddedPostgres.open(18, older).start()) {
            assertRefused(rolledBack, "capture-diverged");

            write(rolledBack, 8000);
            assertRefused(rolledBack, "capture-diverged");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    @DisplayName("T26, T28: two promotions while the agent was down are followed one by one")
    void followsTwoPromotions() {
        try (EmbeddedPostgres second = standby(server);
                EmbeddedPostgres third = standby(second)) {
            try (Capturing capturing = new Capturing(server, repositories)) {
                capturing.awaitAcknowledged();
            }
            // WAL of the old timeline that nobody captures in time
            write(server, 500);
            third.awaitReplayOf(server);
            server.kill();
            second.promote();
            write(second, 300);
            third.awaitReplayOf(second);
            second.kill();
            third.promote();
            write(third, 300);

            try (Capturing capturing = new Capturing(third, repositories)) {
                Lsn written = capturing.awaitAcknowledged();

                var branch = HeldWal.branch(repositories.open(0));
                assertEquals(3, branch.newest().epoch().timeline().value());
                HeldWal.assertSame(third, repositories.open(0), written);
            }
        }
    }

    private static EmbeddedPostgres standby(EmbeddedPostgres of) {
        return of.startStandby(java.util.Map.of("fsync", "off"));
    }

    @Test
    @DisplayName("T28, T29: an old primary that wrote past the fork is refused, nothing is changed")
    void refusesAnOldPrimary() {
        try (EmbeddedPostgres second = standby(server)) {
            try (Capturing capturing = new Capturing(server, repositories)) {
                capturing.awaitAcknowledged();
            }
            second.awaitReplayOf(server);
            second.promote();
            write(second, 100);
            try (Capturing capturing =
                    new Capturing(
                            second,
                            repositories,
                            Capturing.settings("db2", new Durability.All()))) {
                capturing.awaitAcknowledged();
            }
            write(server, 100);

            assertRefused(server, "capture-diverged");
        }
    }
}
