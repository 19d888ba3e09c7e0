package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DisjointTakersTest {
    private final SwitchableFault one = new SwitchableFault();
    private final SwitchableFault two = new SwitchableFault();
    private final MemoryObjectStore first = new MemoryObjectStore();
    private final MemoryObjectStore second = new MemoryObjectStore();
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new FaultyObjectStore(first, one));
        repositories.add("two", new FaultyObjectStore(second, two));
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

    private Capturing capture() {
        return new Capturing(server, repositories, any("db1"));
    }

    private static CaptureSettings any(String instance) {
        return Capturing.settings(instance, new Durability.Any());
    }

    private static void lose(SwitchableFault repository) {
        repository.become(
                Faults.failsWith(
                        operation -> true,
                        new HoldfastException(
                                ErrorCategory.TRANSIENT, "test-lost", "unreachable", "Wait.")));
    }

    private void write(EmbeddedPostgres database) {
        database.execute(
                "insert into t select repeat(md5(i::text), 20) from generate_series(1, 200) i");
    }

    private Lsn captureSome() {
        try (Capturing capturing = capture()) {
            write(server);
            return capturing.awaitAcknowledged();
        }
    }

    private void captureSomeInBoth() {
        try (Capturing capturing = capture()) {
            write(server);
            awaitHeld(capturing.awaitAcknowledged());
        }
    }

    private void awaitHeld(Lsn lsn) {
        for (int each = 0; each < 2; each++) {
            var repository = repositories.open(each);
            Eventually.until(
                    () -> lsn + " in " + HeldWal.window(repository),
                    () -> !HeldWal.window(repository).end().isBefore(lsn));
        }
    }

    private void captureApart() {
        captureSomeInBoth();
        lose(two);
        captureSome();
        two.heal();
        lose(one);
        captureSome();
    }

    @Test
    @DisplayName(
            "T21: one instance goes on by itself where it wrote into one repository, then another")
    void anInstanceGoesOnByItself() {
        captureApart();
        one.heal();

        try (Capturing capturing = capture()) {
            write(server);
            Lsn written = capturing.awaitAcknowledged();
            awaitHeld(written);

            EpochRecord epoch = capturing.awaitEvent(CaptureEvent.EpochTaken.class).epoch();
            assertEquals(1, epoch.closes().size(), epoch::toString);
            assertTrue(epoch.acknowledges());
            HeldWal.assertSame(server, repositories.open(0), written);
            HeldWal.assertSame(server, repositories.open(1), written);
        }
    }

    @Test
    @DisplayName(
            "T21: a repository that comes back with an unknown epoch is taken in by a new session")
    void aSessionBeginsAgainForARepositoryThatHoldsMore() {
        captureSomeInBoth();
        lose(two);
        captureSome();
        two.heal();
        lose(one);

        try (Capturing capturing = capture()) {
            write(server);
            capturing.awaitAcknowledged();
            one.heal();
            Eventually.until(
                    () -> "an epoch that closes another in " + capturing.events(),
                    () ->
                            capturing.events().stream()
                                    .filter(CaptureEvent.EpochTaken.class::isInstance)
                                    .map(CaptureEvent.EpochTaken.class::cast)
                                    .anyMatch(taken -> !taken.epoch().closes().isEmpty()));
            write(server);
            Lsn written = capturing.awaitAcknowledged();
            awaitHeld(written);
            HeldWal.assertSame(server, repositories.open(0), written);
            HeldWal.assertSame(server, repositories.open(1), written);
        }
    }

    @Test
    @DisplayName("T28, T29: two primaries that wrote apart are both refused, until one is adopted")
    void primariesThatWroteApartAreRefusedUntilOneIsAdopted() throws Exception {
        try (EmbeddedPostgres standby =
                server.startStandby(Map.of("fsync", "off", "wal_keep_size", "512MB"))) {
            captureSomeInBoth();
            standby.awaitReplayOf(server);
            standby.promote();
            lose(two);
            captureSome();
            two.heal();
            captureAlone(standby);

            try (Capturing old = capture()) {
                old.awaitFailure("capture-diverged");
            }
            try (Capturing promoted = new Capturing(standby, repositories, any("db2"))) {
                promoted.awaitFailure("capture-diverged");
            }
            assertAdoptedGoesOn();
        }
    }

    /** Writes where the old primary does not, and has nothing acknowledged. */
    private void captureAlone(EmbeddedPostgres promoted) {
        lose(one);
        try (Capturing capturing = new Capturing(promoted, repositories, any("db2"))) {
            capturing.awaitEvent(CaptureEvent.ForkPossible.class);
            write(promoted);
            Lsn written = Lsn.parse(promoted.queryString("select pg_current_wal_flush_lsn()"));
            Eventually.until(
                    () -> written + " in " + capturing.capture().status(),
                    () ->
                            HeldWal.branch(repositories.open(1)).newest().epoch().timeline().value()
                                            == 2
                                    && !HeldWal.window(repositories.open(1))
                                            .end()
                                            .isBefore(written));
            assertTrue(
                    capturing
                            .capture()
                            .status()
                            .acknowledged()
                            .filter(Lsn.ZERO::isBefore)
                            .isEmpty());
        }
        one.heal();
    }

    private void assertAdoptedGoesOn() {
        try (Capturing old = capture()) {
            EpochRecord adopted =
                    Adoption.look(
                                    old.connector(),
                                    Capturing.connection(server),
                                    "db1",
                                    Repositories.CLUSTER.value(),
                                    repositories.openers(),
                                    new Durability.Any(),
                                    InstantSource.system())
                            .apply();
            assertEquals(1, adopted.closes().size(), adopted::toString);
            write(server);
            Lsn written = old.awaitAcknowledged();
            awaitHeld(written);

            for (int each = 0; each < 2; each++) {
                EpochRecord newest = HeldWal.branch(repositories.open(each)).newest().epoch();
                assertEquals("db1", newest.instance());
                assertEquals(1, newest.timeline().value());
                HeldWal.assertSame(server, repositories.open(each), written);
            }
        }
    }

    @Test
    @DisplayName("T29: of two takers that both reach one repository exactly one wins")
    void ofTwoTakersThatMeetOneWins() {
        captureSomeInBoth();
        Repositories other = repositories.over(first, second);
        Survey survey = Survey.of(repositories.openers());
        Survey same = Survey.of(List.of(other.openers().get(1)));
        UUID winner = new UUID(1L << 40, 1);
        UUID loser = new UUID(2L << 40, 1);
        Takeover wins =
                new Takeover(survey, winner, InstantSource.system(), new Unwritable(event -> {}));
        Takeover loses =
                new Takeover(same, loser, InstantSource.system(), new Unwritable(event -> {}));
        EpochRecord won = next(survey, wins, winner);
        EpochRecord lost = next(same, loses, loser);

        wins.take(opening(won));
        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> loses.take(opening(lost)));

        assertEquals("epoch-taken", refused.code());
        assertTrue(lost.epoch().number() == won.epoch().number());
        for (int each = 0; each < 2; each++) {
            NavigableMap<EpochId, EpochRecord> held = new Epochs(repositories.open(each)).all();
            assertEquals(won, held.lastEntry().getValue());
        }
    }

    @Test
    @DisplayName(
            "T29: of two takers of different numbers that both put in one repository one stops")
    void ofTwoTakersThatPassEachOtherOneStops() {
        captureSomeInBoth();
        Repositories other = repositories.over(first, second);
        Survey survey = Survey.of(repositories.openers());
        Survey same = Survey.of(List.of(other.openers().get(1)));
        UUID one = new UUID(1L << 40, 1);
        UUID two = new UUID(2L << 40, 1);
        Takeover behind =
                new Takeover(survey, one, InstantSource.system(), new Unwritable(event -> {}));
        Takeover ahead =
                new Takeover(same, two, InstantSource.system(), new Unwritable(event -> {}));
        EpochRecord lower = next(survey, behind, one);
        // as one who has seen the record of a race that was lost elsewhere
        EpochId number = EpochId.of(lower.epoch().number() + 1, two);
        EpochRecord higher = next(same, ahead, two, number);

        ahead.take(opening(higher));
        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> behind.take(opening(lower)));

        assertEquals("epoch-unseen", refused.code());
        assertTrue(refused.toString().contains(higher.epoch().toString()), refused.toString());
    }

    private static EpochOpening opening(EpochRecord epoch) {
        return new EpochOpening(epoch, List.of(), Optional.empty());
    }

    private static EpochRecord next(Survey survey, Takeover takeover, UUID writer) {
        return next(survey, takeover, writer, takeover.nextEpoch());
    }

    private static EpochRecord next(Survey survey, Takeover takeover, UUID writer, EpochId number) {
        EpochRecord parent = survey.newest().orElseThrow();
        Lsn end = takeover.seal();
        return new EpochRecord(
                number,
                writer,
                "db1",
                parent.clusterId(),
                parent.systemIdentifier(),
                parent.pgMajor(),
                parent.walSegmentSize(),
                parent.timeline(),
                end,
                new EpochRecord.Parent(parent.epoch(), parent.timeline(), end),
                EpochRecord.Reason.CONTINUE,
                InstantSource.system().instant(),
                takeover.closes(parent.epoch()),
                parent.repositories(),
                List.copyOf(survey.reached()),
                "any",
                true);
    }

    @Test
    void aRepositoryThatIsNotConfiguredAnyMoreIsNamed() {
        captureSomeInBoth();
        UUID left = repositories.open(1).repositoryId();
        Repositories fewer = repositories.over(first);

        try (Capturing capturing =
                new Capturing(
                        server, fewer, Capturing.settings("db1", new Durability.AtLeast(1)))) {
            var event = capturing.awaitEvent(CaptureEvent.RepositoryLeftOut.class);

            assertEquals(left, event.repository());
            capturing.awaitAcknowledged();
            EpochRecord epoch = HeldWal.branch(fewer.open(0)).newest().epoch();
            assertEquals("1", epoch.durability());
            assertEquals(List.of(fewer.open(0).repositoryId()), epoch.repositories());
        }
    }
}
