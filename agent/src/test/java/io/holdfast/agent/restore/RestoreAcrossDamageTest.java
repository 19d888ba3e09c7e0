package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.testing.SourceCluster;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import io.holdfast.repository.testing.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup before, and one after, the damaged end of an epoch that another has continued. */
class RestoreAcrossDamageTest {
    private static final int MAJOR = 16;

    @TempDir private Path folder;

    private EmbeddedPostgres source;
    private SourceCluster cluster;
    private BackupManifest before;
    private Lsn beforeTheDamage;
    private int restores;

    @BeforeEach
    void writeTwoEpochs() {
        source =
                EmbeddedPostgres.builder(MAJOR)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("wal_keep_size", "1GB")
                        .setting("autovacuum", "off")
                        .setting("fsync", "off")
                        .start();
        cluster = new SourceCluster(source, new MemoryObjectStore());
        table(1);
        before = cluster.backUp();
        table(2);
        beforeTheDamage = cluster.archiveWal();
        table(3);
        cluster.archiveWal();
        Damage.flip(objects(), lastPiece(), 0);
        cluster.nextEpoch();
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    @DisplayName("damage in an epoch that was continued costs nothing to a backup behind it")
    void whatLiesBehindTheDamageComesBack() throws Exception {
        table(4);
        cluster.backUp();
        table(5);
        cluster.archiveWal();

        assertEquals(5, tablesAfter("latest"));
    }

    @Test
    @DisplayName("damage in an epoch that was continued costs nothing to a target before it")
    void whatLiesBeforeTheDamageComesBack() throws Exception {
        cluster.backUp();

        assertEquals(2, tablesAfter("lsn=" + beforeTheDamage));
    }

    @Test
    @DisplayName("no restore is promised across the damage")
    void whatNeedsTheDamagedIsRefused() {
        table(4);
        cluster.archiveWal();

        HoldfastException withoutNewer = refused("latest", Optional.empty());
        cluster.backUp();
        HoldfastException named = refused("latest", Optional.of(before.id()));

        assertEquals("wal-damaged", withoutNewer.code());
        assertTrue(withoutNewer.hint().contains("lsn="), withoutNewer::hint);
        assertEquals("wal-damaged", named.code());
    }

    @Test
    @DisplayName("a restore to the latest passes over no gap, whatever is damaged behind it")
    void aGapIsNotPassedOver() {
        cluster = new SourceCluster(source, new MemoryObjectStore());
        cluster.backUp();
        cluster.archiveWal();
        table(4);
        cluster.nextEpochAfterGap();
        table(5);
        cluster.archiveWal();
        Damage.flip(objects(), lastPiece(), 0);
        cluster.nextEpoch();
        table(6);
        cluster.archiveWal();

        assertEquals("no-usable-backup", refused("latest", Optional.empty()).code());
        assertEquals("no-usable-backup", refused("immediate", Optional.empty()).code());
    }

    private long tablesAfter(String target) throws IOException {
        RestorePlan plan = RestorePlanner.plan(request(target, Optional.empty()));
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        try (var feeder = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).start()) {
            Eventually.until(
                    () -> "the promotion " + feeder.status(),
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            return EightTables.tables(server);
        }
    }

    private HoldfastException refused(String target, Optional<BackupId> backup) {
        return assertThrows(
                HoldfastException.class, () -> RestorePlanner.plan(request(target, backup)));
    }

    private RestoreRequest request(String target, Optional<BackupId> backup) {
        restores++;
        return new RestoreRequest(
                cluster.archive().repository(),
                RestoreTarget.parse(target, true),
                Optional.empty(),
                backup,
                new Destination(folder.resolve("restored-" + restores), Map.of()),
                RecoveryAction.PROMOTE,
                FeederOptions.in(folder.resolve("spool-" + restores)));
    }

    private void table(int number) {
        source.execute("create table t" + number + " as select generate_series(1, 5000) n");
    }

    private ObjectStore objects() {
        return cluster.archive().repository().store();
    }

    private String lastPiece() {
        String last = "";
        for (ObjectInfo object : new Listing(objects(), "wal/", "")) {
            last = object.name();
        }
        return last;
    }
}
