package io.holdfast.agent.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.read.BackupCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final List<Level> NOTHING = List.of();
    private static final List<Level> STORED = List.of(Level.STORED);

    private final VerifiedBackup backup;
    private final BackupNames names;

    VerificationTest() throws InterruptedException {
        backup = new VerifiedBackup();
        names = new BackupNames(backup.id);
    }

    @Test
    @DisplayName("T84: a sound backup reaches the level that was asked for, and no more")
    void aSoundBackupReachesTheLevelThatWasAskedFor() {
        BackupVerification stored = backup.verify(Level.STORED);
        BackupVerification intact = backup.verify(Level.INTACT);

        assertEquals(new Verdict.Passed(), stored.verdict());
        assertEquals(STORED, stored.passed());
        assertEquals(new Verdict.Passed(), intact.verdict());
        assertEquals(List.of(Level.STORED, Level.INTACT), intact.passed());
        assertEquals(
                VerifiedBackup.WAL_START.plus(3 * VerifiedBackup.SEGMENT_BYTES),
                intact.frontier().orElseThrow());
    }

    @Test
    void everyObjectOfTheBackupIsCounted() {
        int manifestPartsAndPacks =
                1 + backup.names(names.parts()).size() + backup.names(names.packs()).size();
        int pieces = backup.names("wal/").size();

        assertTrue(backup.names(names.packs()).size() > 2);
        assertEquals(manifestPartsAndPacks + pieces, backup.verify(Level.STORED).objects());
    }

    @Test
    void aMissingPackIsNotStored() {
        String pack = names.pack(2);
        backup.objects().delete(pack);

        assertDamaged(Level.STORED, pack);
    }

    @Test
    void aTruncatedPackIsNotStored() {
        String pack = names.pack(2);
        byte[] whole = backup.bytes(pack);
        backup.replace(pack, Arrays.copyOf(whole, whole.length - 1));

        assertDamaged(Level.STORED, pack);
    }

    @Test
    void packsThatChangedPlacesAreNotStored() {
        String one = names.pack(1);
        byte[] first = backup.bytes(one);
        byte[] second = backup.bytes(names.pack(2));
        backup.replace(one, second);
        backup.replace(names.pack(2), first);

        Verdict.Damaged found = damaged(backup.verify(Level.STORED));

        assertTrue(List.of(one, names.pack(2)).contains(found.problem().object()));
    }

    @Test
    void aChangedByteOfAPackIsNotIntact() {
        flip(names.pack(2));

        assertDamaged(Level.INTACT, names.pack(2));
    }

    @Test
    void aChangedByteOfAListOfFilesIsNotIntact() {
        int number =
                new BackupCatalog(backup.repository())
                        .open(backup.id)
                        .parts()
                        .fileParts()
                        .getFirst()
                        .number();
        flip(names.part(number));

        assertDamaged(Level.INTACT, names.part(number));
    }

    @Test
    void aChangedByteOfAListOfPacksIsNotStored() {
        int number =
                new BackupCatalog(backup.repository())
                        .open(backup.id)
                        .parts()
                        .packLists()
                        .getFirst()
                        .number();
        flip(names.part(number));

        assertDamaged(Level.STORED, names.part(number));
    }

    @Test
    void aChangedByteOfTheManifestIsNotStored() {
        flip(names.manifest());

        assertDamaged(Level.STORED, names.manifest());
    }

    @Test
    void aPieceThatIsMissingInTheMiddleIsNotStored() {
        String piece = backup.names("wal/").get(1);
        backup.objects().delete(piece);

        assertDamaged(Level.STORED, piece);
    }

    @Test
    void aTruncatedPieceIsNotIntact() {
        String piece = backup.names("wal/").get(2);
        byte[] whole = backup.bytes(piece);
        backup.replace(piece, Arrays.copyOf(whole, whole.length - 1));

        assertDamaged(Level.INTACT, piece);
    }

    @Test
    void aChangedByteOfAPieceIsNotIntact() {
        String piece = backup.names("wal/").get(1);
        flip(piece);

        assertDamaged(Level.INTACT, piece);
    }

    @Test
    void aDamagedRolledObjectIsNotIntactThoughItsPiecesAreThere() {
        String rolled = backup.roll();
        flip(rolled);

        assertDamaged(Level.INTACT, rolled);
    }

    @Test
    @DisplayName("E6: a segment of another cluster is not intact")
    void aSegmentOfAnotherClusterIsNotIntact() throws InterruptedException {
        VerifiedBackup foreign = VerifiedBackup.withForeignSegment();

        Verdict.Damaged found = damaged(foreign.verify(Level.INTACT));

        assertEquals(Level.INTACT, found.at());
        assertEquals(foreign.names("wal/").get(8), found.problem().object());
        assertTrue(message(found).contains("wrong system identifier"), message(found));
    }

    @Test
    void aRecordThatPostgresWouldNotReplayIsNotIntact() throws InterruptedException {
        VerifiedBackup unsound = VerifiedBackup.withUnsoundRecord();

        Verdict.Damaged found = damaged(unsound.verify(Level.INTACT));

        assertEquals(unsound.names("wal/").get(16), found.problem().object());
        assertTrue(message(found).contains("CRC"), message(found));
    }

    @Test
    @DisplayName("T84: a store that cannot be reached is not damage")
    void whatCannotBeReachedIsNotDamage() {
        backup.flaky.reachable(false);
        BackupRun.Shared shared = new BackupRun.Shared(backup.repository(), Optional.empty());

        BackupVerification found =
                new BackupRun(
                                shared,
                                backup.id,
                                Level.INTACT,
                                2,
                                VerifyListener.NONE,
                                System::nanoTime)
                        .run();

        var not = assertInstanceOf(Verdict.NotChecked.class, found.verdict());
        assertEquals(ErrorCategory.TRANSIENT, not.reason().category());
        assertEquals(NOTHING, found.passed());
    }

    @Test
    void nothingIsDeletedOrRepaired() {
        flip(names.pack(1));
        List<String> before = backup.names("");
        byte[] damaged = backup.bytes(names.pack(1));

        backup.verify(Level.INTACT);

        assertEquals(before, backup.names(""));
        assertTrue(Arrays.equals(damaged, backup.bytes(names.pack(1))));
    }

    @Test
    void aBackupThatIsNotThereIsNotFound() {
        var verification =
                new Verification(
                        backup.repository(),
                        Level.STORED,
                        1,
                        VerifyListener.NONE,
                        () -> 0,
                        Optional.empty());

        var missing =
                assertThrows(
                        HoldfastException.class,
                        () -> verification.run(Optional.of(new BackupId("20250102T030405Z-cafe"))));

        assertEquals(ErrorCategory.NOT_FOUND, missing.category());
    }

    private void flip(String name) {
        byte[] bytes = backup.bytes(name);
        bytes[bytes.length - 40] ^= 1;
        backup.replace(name, bytes);
    }

    /** The level before is passed; both runs, cheap and deep, agree. */
    private void assertDamaged(Level at, String object) {
        BackupVerification found = backup.verify(Level.INTACT);

        Verdict.Damaged damaged = damaged(found);
        assertEquals(at, damaged.at(), message(damaged));
        assertEquals(object, damaged.problem().object());
        assertTrue(message(damaged).contains(object), message(damaged));
        assertEquals(at == Level.STORED ? NOTHING : STORED, found.passed());
    }

    private static Verdict.Damaged damaged(BackupVerification found) {
        return assertInstanceOf(Verdict.Damaged.class, found.verdict());
    }

    private static String message(Verdict.Damaged damaged) {
        return String.valueOf(damaged.problem().reason().getMessage());
    }
}
