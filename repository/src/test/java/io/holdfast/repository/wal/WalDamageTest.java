package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.HidingStore;
import io.holdfast.repository.testing.Seeded;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Eight pieces of ten bytes from 1000 on, and rolled objects over some of them. */
class WalDamageTest {
    private static final EpochRecord EPOCH = WalScene.epoch(1, 1_000, null);
    private static final String PIECE = WalNames.piece(EPOCH.epoch(), WalScene.ONE, new Lsn(1_030));
    private static final String ROLLED = rolledName(1_000, 1_080);

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final ClusterRepository repository = Clusters.in(memory, "near", 1);

    private static String rolledName(long start, long end) {
        return WalNames.rolled(EPOCH.epoch(), WalScene.ONE, new Lsn(start), new Lsn(end));
    }

    @BeforeEach
    void write() {
        write(repository);
    }

    private static void write(ClusterRepository to) {
        WalScene.put(to, EPOCH);
        for (long start = 1_000; start < 1_080; start += 10) {
            WalScene.piece(to, EPOCH, start, start + 10);
        }
    }

    /** Flips a bit of the last byte, of the last frame. */
    private static void damage(MemoryObjectStore store, String name) {
        String full = "clusters/orders/" + name;
        byte[] bytes = store.get(full).orElseThrow();
        bytes[bytes.length - 1] ^= 1;
        store.overwrite(full, bytes);
    }

    private byte[] read(WalReader reader, long from, long to) {
        byte[] out = new byte[(int) (to - from)];
        reader.read(new Lsn(from), new Lsn(to), out, 0);
        return out;
    }

    private WalReader reader(ClusterRepository of) {
        return new WalReader(of, NewestBranch.of(of).orElseThrow());
    }

    private static void assertNamed(String name, HoldfastException damage) {
        assertEquals(ErrorCategory.INTEGRITY, damage.category());
        assertTrue(damage.toString().contains(name), damage::toString);
    }

    @Test
    @DisplayName("E4: pieces are read in the place of a damaged rolled object, and it is named")
    void piecesStandForADamagedRolledObject() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        damage(memory, ROLLED);
        WalReader reader = reader(repository);

        byte[] read = read(reader, 1_005, 1_075);

        assertArrayEquals(WalScene.wal(0, 1_005, 1_075), read);
        assertEquals(1, reader.damage().size());
        assertNamed(ROLLED, reader.damage().getFirst());
    }

    @Test
    void anyFlippedBitOfARolledObjectIsBypassed() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        String full = "clusters/orders/" + ROLLED;
        byte[] sound = memory.get(full).orElseThrow();
        Seeded.check(
                60,
                random -> {
                    byte[] bytes = sound.clone();
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    memory.overwrite(full, bytes);
                    WalReader reader = reader(repository);

                    assertArrayEquals(WalScene.wal(0, 1_000, 1_080), read(reader, 1_000, 1_080));
                    assertEquals(1, reader.damage().size());
                });
    }

    @Test
    void aSmallerRolledObjectStandsForALargerOne() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        WalScene.rolled(repository, EPOCH, 1_020, 1_060);
        damage(memory, ROLLED);
        WalScene.remove(repository, EPOCH, 1_030);
        WalReader reader = reader(repository);

        assertArrayEquals(WalScene.wal(0, 1_000, 1_080), read(reader, 1_000, 1_080));
        assertEquals(1, reader.damage().size());
    }

    @Test
    void aDamagedRolledObjectWithoutAllOfItsPiecesIsNamedAsTheReason() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        damage(memory, ROLLED);
        WalScene.remove(repository, EPOCH, 1_050);
        WalReader reader = reader(repository);

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> read(reader, 1_000, 1_080));

        assertNamed(ROLLED, e);
    }

    @Test
    void aDamagedPieceIsNamedWhereNothingStandsForIt() {
        damage(memory, PIECE);
        WalReader reader = reader(repository);

        HoldfastException whole =
                assertThrows(HoldfastException.class, () -> read(reader, 1_000, 1_080));
        HoldfastException inside =
                assertThrows(HoldfastException.class, () -> read(reader, 1_035, 1_038));

        assertNamed(PIECE, whole);
        assertNamed(PIECE, inside);
        assertEquals(List.of(), reader.damage());
    }

    @Test
    void aRolledObjectThatWasNotListedYetStandsForADamagedPiece() {
        AtomicBoolean isHidden = new AtomicBoolean(true);
        ClusterRepository hiding =
                Clusters.in(
                        new HidingStore(memory, name -> isHidden.get() && name.contains("rolled/")),
                        "near",
                        1);
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        damage(memory, PIECE);
        WalReader reader = reader(hiding);
        read(reader, 1_000, 1_010);
        isHidden.set(false);

        byte[] read = read(reader, 1_010, 1_080);

        assertArrayEquals(WalScene.wal(0, 1_010, 1_080), read);
        assertNamed(PIECE, reader.damage().getFirst());
    }

    @Test
    void damageThatIsOverDoesNotExplainAHoleFurtherOn() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        damage(memory, ROLLED);
        WalReader reader = reader(repository);
        read(reader, 1_000, 1_080);

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> read(reader, 1_080, 1_090));

        assertEquals("wal-missing", e.code());
    }

    @Test
    void theChainStillCallsADamagedHeaderDamaged() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        String full = "clusters/orders/" + ROLLED;
        byte[] bytes = memory.get(full).orElseThrow();
        bytes[60] ^= 1;
        memory.overwrite(full, bytes);

        WalChain.Link link =
                new WalChain(repository, NewestBranch.of(repository).orElseThrow())
                        .at(new Lsn(1_000));

        assertNamed(ROLLED, assertInstanceOf(WalChain.Link.Damaged.class, link).reason());
    }

    private static ClusterRepository target(String name) {
        ClusterRepository target = Clusters.in(new MemoryObjectStore(), name, 1);
        WalScene.put(target, EPOCH);
        for (long start = 1_000; start < 1_030; start += 10) {
            WalScene.piece(target, EPOCH, start, start + 10);
        }
        return target;
    }

    @Test
    void aRawCopyTakesTheRolledObjectOverADamagedPiece() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        damage(memory, PIECE);
        ClusterRepository target = target("far");
        WalCopy copy = new WalCopy(List.of(repository), new EpochWal(target, EPOCH));

        Optional<Lsn> end = copy.copyAt(new Lsn(1_030));

        assertEquals(Optional.of(new Lsn(1_080)), end);
        assertArrayEquals(WalScene.wal(0, 1_000, 1_080), read(reader(target), 1_000, 1_080));
    }

    @Test
    void aRawCopyPassesOverADamagedRolledObjectToASmallerOne() {
        WalScene.rolled(repository, EPOCH, 1_000, 1_080);
        WalScene.rolled(repository, EPOCH, 1_030, 1_050);
        damage(memory, ROLLED);
        WalScene.remove(repository, EPOCH, 1_030);
        ClusterRepository target = target("far");
        WalCopy copy = new WalCopy(List.of(repository), new EpochWal(target, EPOCH));

        assertEquals(Optional.of(new Lsn(1_050)), copy.copyAt(new Lsn(1_030)));
        assertEquals(Optional.of(new Lsn(1_060)), copy.copyAt(new Lsn(1_050)));
    }

    @Test
    void aRawCopyTakesFromTheNextRepositoryWhatIsDamagedInOne() {
        damage(memory, PIECE);
        ClusterRepository other = Clusters.in(new MemoryObjectStore(), "other", 1);
        write(other);
        ClusterRepository target = target("far");
        WalCopy copy = new WalCopy(List.of(repository, other), new EpochWal(target, EPOCH));

        assertEquals(Optional.of(new Lsn(1_040)), copy.copyAt(new Lsn(1_030)));
    }

    @Test
    void whatIsDamagedEverywhereIsNotCopiedAndNotTakenForAbsent() {
        damage(memory, PIECE);
        ClusterRepository target = target("far");
        WalCopy copy = new WalCopy(List.of(repository), new EpochWal(target, EPOCH));

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> copy.copyAt(new Lsn(1_030)));

        assertEquals("wal-source-damaged", e.code());
        assertFalse(e.category().mayBeDamage(), "what the target holds is sound");
        assertTrue(e.toString().contains(PIECE), e::toString);
        assertEquals(new Lsn(1_030), new EpochWal(target, EPOCH).frontier().end());
    }
}
