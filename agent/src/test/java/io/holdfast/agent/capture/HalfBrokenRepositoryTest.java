package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.FaultyObjectStore.Operation;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Damage;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One repository answers, and does only part of what it should, when an agent starts. */
class HalfBrokenRepositoryTest {
    private final SwitchableFault one = new SwitchableFault();
    private final SwitchableFault two = new SwitchableFault();
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new FaultyObjectStore(new MemoryObjectStore(), one));
        repositories.add("two", new FaultyObjectStore(new MemoryObjectStore(), two));
        server =
                EmbeddedPostgres.builder(17)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (n int)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Capturing capture() {
        return capture(server, "db1");
    }

    private Capturing capture(EmbeddedPostgres database, String instance) {
        return new Capturing(
                database, repositories, Capturing.settings(instance, new Durability.Any()));
    }

    private void refuse(SwitchableFault repository, Predicate<Operation> which) {
        repository.become(
                Faults.failsWith(
                        which,
                        new HoldfastException(
                                ErrorCategory.REPOSITORY, "test-full", "full", "Make room.")));
    }

    private Lsn captureSome() {
        try (Capturing capturing = capture()) {
            server.execute("insert into t values (1)");
            return capturing.awaitAcknowledged();
        }
    }

    private void captureInBoth() {
        try (Capturing capturing = capture()) {
            server.execute("insert into t values (1)");
            awaitHeld(capturing, capturing.awaitAcknowledged());
        }
    }

    private void awaitHeld(Capturing capturing, Lsn lsn) {
        Eventually.until(
                () -> lsn + " in both, in " + capturing.capture().status(),
                () ->
                        capturing.capture().status().lanes().stream()
                                .allMatch(
                                        lane ->
                                                lane.frontier()
                                                        .filter(at -> !at.isBefore(lsn))
                                                        .isPresent()));
        HeldWal.assertSame(server, repositories.open(0), lsn);
        HeldWal.assertSame(server, repositories.open(1), lsn);
    }

    private static Predicate<Operation> puts(String folder) {
        return operation -> operation.kind() == Kind.PUT && operation.name().contains(folder);
    }

    private static Predicate<Operation> reads(String folder) {
        return operation -> operation.kind() == Kind.GET && operation.name().contains(folder);
    }

    @Test
    @DisplayName("T21: whichever repository lets nothing be put, the other goes on")
    void oneIsFull() {
        captureInBoth();
        for (SwitchableFault repository : List.of(one, two)) {
            for (String folder : List.of("", "/epochs/")) {
                refuse(repository, puts(folder));
                captureSome();
                repository.heal();
                captureInBoth();
            }
        }
    }

    @Test
    @DisplayName("what one holds damaged and another does not show now is waited for")
    void whatIsDamagedHereMayBeWholeThere() {
        Lsn end;
        try (Capturing capturing = capture()) {
            server.execute("insert into t values (1)");
            end = capturing.awaitAcknowledged();
            awaitHeld(capturing, end);
        }
        damageLast(repositories.open(0));
        refuse(two, reads("/wal/"));

        try (Capturing capturing = capture()) {
            capturing.awaitFailure("wal-out-of-reach");
            two.heal();
            assertTrue(!capturing.awaitAcknowledged().isBefore(end));
        }
    }

    private static void damageLast(ClusterRepository repository) {
        ObjectStore store = repository.store();
        String last = "";
        for (ObjectInfo object : new Listing(store, "wal/", "")) {
            // the last but the seal
            last = object.sizeBytes() > 600 ? object.name() : last;
        }
        Damage.flip(store, last, store.get(last).orElseThrow().length - 40);
    }

    @Test
    @DisplayName("T21: whichever repository does not show its WAL, the other goes on")
    void oneDoesNotShow() {
        captureInBoth();
        for (SwitchableFault repository : List.of(one, two)) {
            for (String folder : List.of("/wal/", "/epochs/")) {
                refuse(repository, reads(folder));
                captureSome();
                repository.heal();
                captureInBoth();
            }
        }
    }

    @Test
    @DisplayName("what a full repository alone holds is the base of what comes next")
    void whatAFullOneHoldsIsNotLost() {
        captureInBoth();
        refuse(one, operation -> true);
        Lsn onlyInTwo = captureSome();
        one.heal();
        refuse(two, puts(""));

        try (Capturing capturing = capture()) {
            server.execute("insert into t values (1)");
            Lsn written = capturing.awaitAcknowledged();

            EpochRecord epoch = capturing.awaitEvent(CaptureEvent.EpochTaken.class).epoch();
            assertTrue(!epoch.start().isBefore(onlyInTwo), epoch::toString);
            assertEquals(List.of(repositories.open(0).repositoryId()), epoch.takenIn());
            HeldWal.assertSame(server, repositories.open(0), written);
            two.heal();
            awaitHeld(capturing, written);
        }
    }

    @Test
    @DisplayName("T29: who could not fence everywhere acknowledges when the missing one is back")
    void whoCouldNotFenceDoesSoLater() throws Exception {
        captureInBoth();
        try (EmbeddedPostgres standby =
                        server.startStandby(Map.of("fsync", "off", "wal_keep_size", "512MB"));
                Capturing promoted = capture(standby, "db2")) {
            Eventually.until(
                    () -> "a standby in " + promoted.capture().status(),
                    () -> promoted.capture().status().phase() == CaptureStatus.Phase.STANDBY);
            standby.awaitReplayOf(server);
            refuse(two, puts(""));
            standby.promote();

            Eventually.until(
                    () -> "an epoch on timeline 2 in " + promoted.events(),
                    () -> promoted.events().stream().anyMatch(this::isUnacknowledgedOnTwo));
            two.heal();

            standby.execute("insert into t values (2)");
            Lsn written = promoted.awaitAcknowledged();
            HeldWal.assertSame(standby, repositories.open(0), written);
        }
    }

    private boolean isUnacknowledgedOnTwo(CaptureEvent event) {
        return event instanceof CaptureEvent.EpochTaken(EpochRecord epoch)
                && epoch.timeline().value() == 2
                && !epoch.acknowledges();
    }

    @Test
    @DisplayName("if all are full it is said, and goes on by itself when there is room")
    void allAreFull() {
        captureInBoth();
        refuse(one, puts(""));
        refuse(two, puts(""));
        try (Capturing capturing = capture()) {
            server.execute("insert into t values (1)");
            capturing.awaitFailure("test-full");
            one.heal();
            two.heal();
            awaitHeld(capturing, capturing.awaitAcknowledged());
        }
    }
}
