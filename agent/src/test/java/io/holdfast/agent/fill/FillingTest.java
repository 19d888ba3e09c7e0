package io.holdfast.agent.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.Verdict;
import io.holdfast.agent.verify.Verification;
import io.holdfast.agent.verify.VerifyListener;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.Condemned;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.write.Abandonment;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.expire.Expire;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FillingTest {
    private EmbeddedPostgres server;
    private Filled scene;

    @BeforeAll
    void startServer() {
        server =
                EmbeddedPostgres.builder(18)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void capture(@TempDir Path folder) throws Exception {
        scene = new Filled(server, folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private static boolean run(Filling filling) throws InterruptedException {
        return filling.run(() -> false);
    }

    private static Lacking far(Filling filling) {
        return filling.status().stream()
                .filter(one -> one.repository().equals("far"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRepositoryThatDiedDuringABackupIsFilledWhenItIsBack() throws Exception {
        Filling filling = scene.filling(Filled.EVERYTHING);
        BackupResult.Complete result =
                scene.backup(
                        List.of(scene.near, scene.repositories.open(1)),
                        progress -> {
                            if (progress.phase() == BackupProgress.Phase.COPYING) {
                                scene.loseFar();
                            }
                        });
        assertEquals(List.of("near"), result.repositories());
        server.execute("select pg_switch_wal()");
        assertTrue(run(filling), "a repository that is away is worth another look");

        scene.fault.heal();
        Eventually.until(
                () -> "the backup in far: " + filling.status(),
                () -> {
                    try {
                        return !run(filling)
                                && Filled.isComplete(scene.far, result.manifest().id());
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });

        assertEquals(new Lacking("far", 0, 0, 0, Optional.empty()), far(filling));
        assertIntact(scene.far, result.manifest().id());
    }

    private static void assertIntact(ClusterRepository repository, BackupId id) {
        List<BackupVerification> verified =
                new Verification(
                                repository,
                                Level.INTACT,
                                2,
                                VerifyListener.NONE,
                                System::nanoTime,
                                Optional.empty())
                        .run(Optional.of(id));
        assertEquals(new Verdict.Passed(), verified.getFirst().verdict());
    }

    @Test
    @DisplayName("T79: a copy that died is not listed, and is gone on with")
    void aCopyThatDiedIsGoneOnWith() throws Exception {
        BackupId id = scene.backupNear();
        Filling dying = scene.filling(Filled.EVERYTHING, scene.through(Faults.diesBefore(5)));

        assertTrue(run(dying));

        assertInstanceOf(ListedBackup.Running.class, Filled.find(scene.far, id).orElseThrow());
        assertTrue(far(dying).failure().isPresent());
        assertEquals(1, far(dying).backups());
        int before = packs(scene.far, id);
        assertTrue(before > 0 && before < packs(scene.near, id));
        Faults.Recording recording = Faults.records();
        Filling restarted = scene.filling(Filled.EVERYTHING, scene.through(recording));

        assertFalse(run(restarted));

        assertIntact(scene.far, id);
        long again =
                recording.durable().stream().filter(put -> put.name().contains("/packs/")).count();
        assertEquals(packs(scene.near, id) - before, again);
    }

    private static int packs(ClusterRepository repository, BackupId id) {
        return repository.store().list(new BackupNames(id).packs(), "").objects().size();
    }

    @Test
    void aBackupThatIsDueComesFirstAndTheCopyGoesOnAfterIt() throws Exception {
        BackupId id = scene.backupNear();
        Faults.Recording recording = Faults.records();
        Filling filling = scene.filling(Filled.EVERYTHING, scene.through(recording));

        boolean isLeft = filling.run(() -> recording.durable().size() > 3);

        assertTrue(isLeft);
        assertFalse(Filled.isComplete(scene.far, id));
        assertFalse(run(filling));
        assertTrue(Filled.isComplete(scene.far, id));
        // what was put before the pause is not read again
        List<String> put =
                recording.operations().stream()
                        .filter(done -> done.name().contains("/packs/"))
                        .filter(done -> done.kind() == FaultyObjectStore.Kind.PUT)
                        .map(FaultyObjectStore.Operation::name)
                        .toList();
        assertEquals(put.stream().distinct().toList(), put);
    }

    @Test
    void whatExpiryWouldRemoveIsNotCopied() throws Exception {
        BackupId held = scene.backupNear();
        BackupId newest = scene.backupNear();
        Hold hold = new Hold("an audit", null, Instant.now());
        scene.near.putRecord(ContainerKind.HOLD, new BackupNames(held).hold(1), hold);

        assertFalse(run(scene.filling(Filled.newest(1))));

        assertTrue(Filled.isComplete(scene.far, newest));
        assertEquals(Optional.empty(), Filled.find(scene.far, held));
    }

    @Test
    void whatWasExpiredThereByOtherRulesIsNotCopiedAgain() throws Exception {
        BackupId older = scene.backupNear();
        BackupId newest = scene.backupNear();
        Filling filling = scene.filling(Filled.EVERYTHING);
        run(filling);
        assertTrue(Filled.isComplete(scene.far, older));
        Expire expire = new Expire(scene.far, Filled.newest(1), InstantSource.system());
        expire.apply(expire.plan(), Long.MAX_VALUE);

        run(filling);

        assertEquals(Optional.empty(), Filled.find(scene.far, older));
        assertTrue(Filled.isComplete(scene.far, newest));
        assertEquals(0, far(filling).backups());
    }

    @Test
    void whatIsCondemnedOrGivenUpIsNotCopied() throws Exception {
        BackupId condemned = scene.backupNear();
        BackupId givenUp = scene.backupNear();
        scene.near.putRecord(
                ContainerKind.CONDEMNED,
                new BackupNames(condemned).condemned(),
                new Condemned(condemned, Instant.now(), "a test"));
        Abandonment.abandon(scene.far, givenUp, "a test", Instant.now());
        Filling filling = scene.filling(Filled.EVERYTHING);

        assertFalse(run(filling));

        assertEquals(Optional.empty(), Filled.find(scene.far, condemned));
        assertInstanceOf(ListedBackup.GivenUp.class, Filled.find(scene.far, givenUp).orElseThrow());
        assertEquals(0, far(filling).backups());
    }

    @Test
    void whatIsBeingDeletedThereIsNotBroughtBack() throws Exception {
        BackupId id = scene.backupNear();
        scene.far.putRecord(
                ContainerKind.CONDEMNED,
                new BackupNames(id).condemned(),
                new Condemned(id, Instant.now(), "a test"));

        run(scene.filling(Filled.EVERYTHING));

        assertInstanceOf(ListedBackup.Remains.class, Filled.find(scene.far, id).orElseThrow());
    }

    @Test
    void expiryDoesNotTakeTheCopyOfAnOldBackupForDead() throws Exception {
        BackupId id = scene.backupNear();
        Instant later = Instant.now().plusSeconds(30 * 86_400);
        Filling dying =
                new Filling(
                        scene.through(Faults.diesBefore(4)).openers(),
                        () -> Filled.EVERYTHING,
                        java.util.OptionalLong.empty(),
                        InstantSource.fixed(later),
                        System::nanoTime);
        run(dying);
        Intent begun = ((ListedBackup.Running) Filled.find(scene.far, id).orElseThrow()).intent();
        Expire expire = new Expire(scene.far, Filled.newest(1), InstantSource.fixed(later));

        expire.apply(expire.plan(), Long.MAX_VALUE);

        assertEquals(later, begun.startedAt());
        assertFalse(run(scene.filling(Filled.EVERYTHING)));
        assertIntact(scene.far, id);
    }

    @Test
    @DisplayName("T59: a repository that lacks the WAL is not given the backup")
    void withoutItsWalABackupIsNotCopied() throws Exception {
        BackupId id = scene.backupNear();
        Repositories more = scene.repositories;
        MemoryObjectStore joined = new MemoryObjectStore();
        more.add("joined later", joined);
        Filling filling = scene.filling(Filled.EVERYTHING, more);

        run(filling);

        Lacking lacking = filling.status().getLast();
        assertEquals(new Lacking("joined later", 0, 0, 1, Optional.empty()), lacking);
        assertEquals(Optional.empty(), Filled.find(more.open(2), id));
        assertTrue(Filled.isComplete(scene.far, id));
    }

    @Test
    @DisplayName("T79: a damaged source is said, and nothing of it is listed")
    void aDamagedSourceIsNotCopied() throws Exception {
        BackupId id = scene.backupNear();
        String pack = new BackupNames(id).pack(2);
        byte[] bytes = scene.near.store().get(pack).orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        scene.near.store().delete(pack);
        scene.near.store().putIfAbsent(pack, bytes, bytes.length);
        Filling filling = scene.filling(Filled.EVERYTHING);

        assertTrue(run(filling));
        assertTrue(run(filling));

        assertEquals("copy-object-wrong", far(filling).failure().orElseThrow().code());
        assertEquals(1, far(filling).backups());
        assertInstanceOf(ListedBackup.Running.class, Filled.find(scene.far, id).orElseThrow());
    }
}
