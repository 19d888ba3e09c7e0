package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Damage;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalWindow;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    @Test
    @DisplayName("T28: WAL beyond the fork is refused, until a person lets the instance be adopted")
    void anInstancePromotedBehindTheFrontierContinuesOnceItIsAdopted() throws Exception {
        Repositories repositories = new Repositories();
        repositories.add("one", new MemoryObjectStore());
        try (EmbeddedPostgres primary =
                        EmbeddedPostgres.builder(18)
                                .withoutTemplateDatabases()
                                .walSegmentSizeMb(1)
                                .setting("fsync", "off")
                                .start();
                EmbeddedPostgres standby = primary.startStandby(Map.of("fsync", "off"))) {
            primary.execute("create table t (id bigint)");
            standby.awaitReplayOf(primary);
            standby.kill();
            Lsn frontier;
            try (Capturing before = new Capturing(primary, repositories)) {
                primary.execute("insert into t select generate_series(1, 10000)");
                frontier = before.awaitAcknowledged();
            }
            primary.kill();
            standby.restart();
            standby.promote();

            try (Capturing after = new Capturing(standby, repositories)) {
                Eventually.until(
                        () -> "a refusal in " + after.capture().status(),
                        () ->
                                after.capture()
                                        .status()
                                        .failure()
                                        .filter(e -> e.code().equals("capture-diverged"))
                                        .isPresent());
                AdoptionPlan plan = adopt(after, standby, "db2", repositories);
                assertTrue(plan.at().isBefore(frontier), plan::toString);
                standby.execute("insert into t select generate_series(1, 100)");
                Lsn written = after.awaitAcknowledged();

                ClusterRepository repository = repositories.open(0);
                Branch branch = NewestBranch.of(repository).orElseThrow();
                WalWindow window = WalWindow.of(repository, branch);
                assertTrue(!window.end().isBefore(written), window::toString);
                assertTrue(
                        branch.stretches().stream()
                                .anyMatch(s -> s.epoch().reason() == EpochRecord.Reason.ADOPT));
                assertEquals(2, branch.newest().epoch().timeline().value());
            }
        }
    }

    @Test
    @DisplayName("WAL that no repository holds whole any more ends capture until a person decides")
    void whatIsGoneForGoodIsNotComparedOnceTheInstanceIsAdopted() throws Exception {
        Repositories repositories = new Repositories();
        repositories.add("one", new MemoryObjectStore());
        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder(18)
                        .withoutTemplateDatabases()
                        .setting("fsync", "off")
                        .start()) {
            server.execute("create table t (id bigint)");
            captureSome(server, repositories);
            ObjectStore store = repositories.open(0).store();
            String last = "";
            for (ObjectInfo object : new Listing(store, "wal/", "")) {
                last = object.name();
            }
            captureSome(server, repositories);
            // the next epoch lies in the same segment
            Damage.flip(store, last, store.get(last).orElseThrow().length - 40);

            try (Capturing after = new Capturing(server, repositories)) {
                after.awaitFailure("wal-damaged");
                adopt(after, server, "db1", repositories);
                server.execute("insert into t select generate_series(1, 100)");
                Lsn written = after.awaitAcknowledged();

                ClusterRepository repository = repositories.open(0);
                assertTrue(!HeldWal.window(repository).end().isBefore(written));
            }
            captureSome(server, repositories);
        }
    }

    private static void captureSome(EmbeddedPostgres server, Repositories repositories) {
        try (Capturing capturing = new Capturing(server, repositories)) {
            server.execute("insert into t select generate_series(1, 100)");
            capturing.awaitAcknowledged();
        }
    }

    static AdoptionPlan adopt(
            Capturing capturing,
            EmbeddedPostgres server,
            String instance,
            Repositories repositories) {
        Adoption adoption =
                Adoption.look(
                        capturing.connector(),
                        Capturing.connection(server),
                        instance,
                        Repositories.CLUSTER.value(),
                        repositories.openers(),
                        new Durability.All(),
                        InstantSource.system());
        AdoptionPlan plan = adoption.plan();
        EpochRecord taken = adoption.apply();
        assertEquals(plan.epoch(), taken.epoch());
        return plan;
    }
}
