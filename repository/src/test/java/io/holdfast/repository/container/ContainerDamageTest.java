package io.holdfast.repository.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever is done to a container, it is found, and the error names the object. */
class ContainerDamageTest {
    private static final String NAME = "wal/00000001/00000001/0000000003000000";
    private static final Set<ContainerKind> ANY = EnumSet.allOf(ContainerKind.class);
    private static final KeyRing RING = Clusters.ring(1, "orders");

    private static byte[] sealed(RandomGenerator random, ContainerKind kind, String name) {
        byte[] plain = new byte[1 + random.nextInt(20_000)];
        if (random.nextBoolean()) {
            random.nextBytes(plain);
        }
        try (ContainerWriter writer = new ContainerWriter(RING, random, 1)) {
            writer.begin(kind, name, new byte[random.nextInt(60)], 0);
            int frame = 1 + random.nextInt(plain.length);
            for (int done = 0; done < plain.length; done += frame) {
                writer.append(plain, done, Math.min(frame, plain.length - done));
            }
            SealedContainer sealed = writer.finish();
            return Arrays.copyOf(sealed.bytes(), sealed.length());
        }
    }

    private static HoldfastException refused(KeyRing ring, String name, byte[] object) {
        return refused(ring, name, ANY, object);
    }

    private static HoldfastException refused(
            KeyRing ring, String name, Set<ContainerKind> allowed, byte[] object) {
        try (ContainerReader reader = new ContainerReader(ring)) {
            HoldfastException e =
                    assertThrows(HoldfastException.class, () -> reader.open(name, allowed, object));
            assertTrue(
                    e.category() == ErrorCategory.INTEGRITY || e.category() == ErrorCategory.KEY,
                    () -> "category " + e.category());
            assertTrue(e.toString().contains(name), e::toString);
            return e;
        }
    }

    @Test
    @DisplayName("T76: any flipped bit is found")
    void anyFlippedBitIsFound() {
        Seeded.check(
                400,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);
                    int at =
                            random.nextBoolean()
                                    ? random.nextInt(object.length)
                                    : random.nextInt(Math.min(180, object.length));
                    object[at] ^= (byte) (1 << random.nextInt(8));

                    refused(RING, NAME, object);
                });
    }

    @Test
    void everyCutIsFound() {
        Seeded.check(
                3,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);
                    int step = 1 + object.length / 700;
                    for (int length = 0; length < object.length; length += step) {
                        refused(RING, NAME, Arrays.copyOf(object, length));
                    }
                    refused(RING, NAME, Arrays.copyOf(object, object.length - 1));
                    // the last frame alone, which is 24 bytes, is cut off
                    refused(RING, NAME, Arrays.copyOf(object, object.length - 24));
                });
    }

    @Test
    void appendedAndOverwrittenStretchesAreFound() {
        Seeded.check(
                200,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);
                    byte[] longer = Arrays.copyOf(object, object.length + 1 + random.nextInt(64));
                    refused(RING, NAME, longer);

                    byte[] noise = new byte[1 + random.nextInt(64)];
                    random.nextBytes(noise);
                    int at = random.nextInt(object.length);
                    int length = Math.min(noise.length, object.length - at);
                    if (Arrays.mismatch(object, at, at + length, noise, 0, length) >= 0) {
                        System.arraycopy(noise, 0, object, at, length);
                        refused(RING, NAME, object);
                    }
                });
    }

    @Test
    @DisplayName("T76: swapped, repeated and dropped frames are found")
    void swappedRepeatedAndDroppedFramesAreFound() {
        Seeded.check(
                100,
                random -> {
                    byte[] plain = new byte[3_000];
                    random.nextBytes(plain);
                    FramePlace[] frames = new FramePlace[3];
                    byte[] object;
                    try (ContainerWriter writer = new ContainerWriter(RING, random, 1)) {
                        writer.begin(ContainerKind.PACK, NAME, new byte[0], 0);
                        for (int i = 0; i < 3; i++) {
                            frames[i] = writer.append(plain, i * 1_000, 1_000);
                        }
                        SealedContainer sealed = writer.finish();
                        object = Arrays.copyOf(sealed.bytes(), sealed.length());
                    }

                    refused(RING, NAME, arrange(object, frames, List.of(1, 0, 2)));
                    refused(RING, NAME, arrange(object, frames, List.of(0, 0, 1, 2)));
                    refused(RING, NAME, arrange(object, frames, List.of(0, 0, 2)));
                    refused(RING, NAME, arrange(object, frames, List.of(0, 2)));
                    refused(RING, NAME, arrange(object, frames, List.of(0, 1)));
                });
    }

    private static byte[] arrange(byte[] object, FramePlace[] frames, List<Integer> order) {
        ByteBuffer out = ByteBuffer.allocate(2 * object.length);
        out.put(object, 0, frames[0].offset());
        for (int i : order) {
            out.put(object, frames[i].offset(), 8 + frames[i].storedBytes());
        }
        out.put(object, object.length - 24, 24);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    @DisplayName("T76: an object under another name, of another kind, cluster or key is refused")
    void theNameTheKindTheClusterAndTheKeyAreBound() {
        Seeded.check(
                50,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);

                    refused(RING, "wal/00000001/00000001/0000000003000001", object);
                    refused(Clusters.ring(1, "orders2"), NAME, object);
                    assertEquals(
                            "data-key-unknown",
                            refused(Clusters.ring(2, "orders"), NAME, object).code());
                    for (ContainerKind other : ContainerKind.values()) {
                        if (other != ContainerKind.PIECE) {
                            byte[] relabelled = object.clone();
                            relabelled[4] = (byte) other.code();
                            relabelled[5] = (byte) other.keyClass().code();
                            refused(RING, NAME, relabelled);
                        }
                    }
                    EnumSet<ContainerKind> others =
                            EnumSet.complementOf(EnumSet.of(ContainerKind.PIECE));
                    refused(RING, NAME, others, object);
                });
    }

    @Test
    void absurdLengthsInPrefixesAreRefused() {
        int[] absurd = {
            0,
            1,
            15,
            16,
            17,
            24,
            0x4000,
            0x4001,
            0xFFFF,
            0x10_0000,
            0x10_0001,
            0x7FFF_FFE8,
            0x7FFF_FFFF,
            0x8000_0000,
            0x8000_0010,
            0xFFFF_FFF0,
            0xFFFF_FFFF
        };
        Seeded.check(
                20,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);
                    int headerEnd = 48 + ByteBuffer.wrap(object).getShort(6);
                    for (int length : absurd) {
                        for (int at : new int[] {headerEnd, headerEnd + 4}) {
                            byte[] changed = object.clone();
                            ByteBuffer.wrap(changed).putInt(at, length);
                            if (!Arrays.equals(changed, object)) {
                                refused(RING, NAME, changed);
                            }
                        }
                        byte[] changed = object.clone();
                        ByteBuffer.wrap(changed).putShort(6, (short) length);
                        if (!Arrays.equals(changed, object)) {
                            refused(RING, NAME, changed);
                        }
                    }
                });
    }

    @Test
    void bytesThatNeverWereAContainerAreRefused() {
        Seeded.check(
                300,
                random -> {
                    byte[] noise = new byte[random.nextInt(400)];
                    random.nextBytes(noise);
                    if (noise.length > 16 && random.nextBoolean()) {
                        // looks like one up to the key id
                        ByteBuffer.wrap(noise)
                                .putInt(0x48464331)
                                .put((byte) 1)
                                .put((byte) 2)
                                .putShort((short) random.nextInt(300))
                                .putLong(Long.parseUnsignedLong(RING.current().id(), 16));
                    }

                    refused(RING, NAME, noise);
                });
    }

    @Test
    void theCatalogKeyAloneOpensHeadersAndNotContent() {
        KeyRing catalogOnly =
                KeyRing.of(
                        "orders",
                        new io.holdfast.repository.key.ClusterKey(
                                RING.current().id(), RING.current().catalog(), null));
        Seeded.check(
                5,
                random -> {
                    byte[] object = sealed(random, ContainerKind.PIECE, NAME);

                    try (ContainerReader reader = new ContainerReader(catalogOnly)) {
                        assertEquals(NAME, reader.header(NAME, ANY, object).name());
                    }
                    HoldfastException e = refused(catalogOnly, NAME, object);

                    assertEquals("content-key-missing", e.code());
                });
    }
}
