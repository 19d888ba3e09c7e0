package io.holdfast.repository.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of containers are those that docs/repository-format.md defines. */
class ContainerFormatTest {
    private static final String NAME = "wal/00000001/00000001/0000000003000000";

    /** Gives key id, key and salt as runs of counted bytes. */
    private static final class Counting implements RandomGenerator {
        private byte next;

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = next++;
            }
        }
    }

    private static byte[] dataKeyBytes() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (8 + i);
        }
        return bytes;
    }

    private static KeyRing countedRing() {
        return KeyRing.of("orders", DataKey.generate(new Counting()).clusterKey("orders"));
    }

    @Test
    void goldenBytesOfAnEpochAreStable() {
        byte[] plain = "{\"epoch\":1}".getBytes(StandardCharsets.UTF_8);

        SealedContainer sealed;
        try (ContainerWriter writer = new ContainerWriter(countedRing(), new Counting(), 3)) {
            sealed =
                    writer.seal(
                            ContainerKind.EPOCH,
                            "epochs/00000001",
                            "{}".getBytes(StandardCharsets.UTF_8),
                            plain,
                            0,
                            plain.length);
        }

        assertEquals(GOLDEN, HexFormat.of().formatHex(sealed.bytes(), 0, sealed.length()));
    }

    private static final String GOLDEN =
            "48464331060100400001020304050607000102030405060708090a0b0c0d0e0f"
                    + "101112131415161718191a1b1c1d1e1fbd07baeeebeca985d26f8ebba5ded8f8"
                    + "46c6bcc104724556997cdfe833d7da05574c3839655eae7cf59fa60b8b6d07f1"
                    + "97782ffed189402d71f5cd7b5bb7a4860000001b0000000b987860dfe6d3feb1"
                    + "0c49b043ea060599a96127d66eb4a90ec52eba00000010000000005460d4ced6"
                    + "82fb4391f9b174a987de88";

    @Test
    void theGoldenBytesAreWhatThePageSays() throws Exception {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);

        PageDecoder.Decoded decoded =
                new PageDecoder(dataKeyBytes(), "orders")
                        .decode("epochs/00000001", golden, golden.length);

        assertEquals("{\"epoch\":1}", new String(decoded.plain(), StandardCharsets.UTF_8));
        assertEquals("{}", new String(decoded.metadata(), StandardCharsets.UTF_8));
        assertEquals(6, decoded.kind());
    }

    @ParameterizedTest
    @EnumSource(ContainerKind.class)
    void whatTheWriterSealsOpensByThePageAlone(ContainerKind kind) throws Exception {
        PageDecoder page = new PageDecoder(dataKeyBytes(), "orders");
        byte[] plain = new byte[3_000_000];
        new SplittableRandom(kind.code()).nextBytes(plain);
        // a stretch that compresses
        Arrays.fill(plain, 1_048_576, 2_000_000, (byte) 7);
        byte[] metadata = "{\"end\":\"0000000003000A00\"}".getBytes(StandardCharsets.UTF_8);

        SealedContainer sealed;
        try (ContainerWriter writer = new ContainerWriter(countedRing(), new Counting(), 3)) {
            sealed = writer.seal(kind, NAME, metadata, plain, 0, plain.length);
        }
        PageDecoder.Decoded decoded = page.decode(NAME, sealed.bytes(), sealed.length());

        assertArrayEquals(plain, decoded.plain());
        assertArrayEquals(metadata, decoded.metadata());
        assertEquals(kind.code(), decoded.kind());
        assertEquals(0x0001020304050607L, decoded.keyId());
        assertEquals(4, decoded.frames());
    }

    @Test
    void anySequenceOfAppendsIsReadBackByUsAndByThePage() {
        Seeded.check(60, ContainerFormatTest::appendsAreReadBack);
    }

    private static void appendsAreReadBack(RandomGenerator random) throws Exception {
        byte[] plain = new byte[random.nextInt(1, 4_000_000)];
        if (random.nextBoolean()) {
            random.nextBytes(plain);
        }
        int done = 0;
        SealedContainer sealed;
        try (ContainerWriter writer = new ContainerWriter(countedRing(), random, 1)) {
            writer.begin(ContainerKind.PACK, NAME, new byte[0], random.nextInt(5_000));
            while (done < plain.length) {
                int most = random.nextBoolean() ? 1_048_576 : 5_000;
                int length = Math.min(plain.length - done, 1 + random.nextInt(most));
                FramePlace place = writer.append(plain, done, length);
                assertEquals(length, place.plainBytes());
                done += length;
            }
            sealed = writer.finish();
        }

        byte[] object = Arrays.copyOf(sealed.bytes(), sealed.length());
        try (ContainerReader reader = new ContainerReader(countedRing())) {
            OpenedContainer opened = reader.open(NAME, EnumSet.of(ContainerKind.PACK), object);
            assertArrayEquals(plain, opened.plain());
            assertEquals(sealed.frames(), opened.header().frames());
        }
        PageDecoder page = new PageDecoder(dataKeyBytes(), "orders");
        assertArrayEquals(plain, page.decode(NAME, object, object.length).plain());
    }

    @Test
    void anEmptyContentIsOneEmptyFrame() throws Exception {
        SealedContainer sealed;
        try (ContainerWriter writer = new ContainerWriter(countedRing(), new Counting(), 3)) {
            sealed = writer.seal(ContainerKind.HISTORY, NAME, new byte[0], new byte[0], 0, 0);
        }

        byte[] object = Arrays.copyOf(sealed.bytes(), sealed.length());
        assertEquals(ContainerWriter.OVERHEAD_BYTES, object.length);
        try (ContainerReader reader = new ContainerReader(countedRing())) {
            EnumSet<ContainerKind> history = EnumSet.of(ContainerKind.HISTORY);
            assertEquals(0, reader.open(NAME, history, object).plain().length);
        }
        assertEquals(
                1,
                new PageDecoder(dataKeyBytes(), "orders")
                        .decode(NAME, object, object.length)
                        .frames());
    }

    @Test
    void aSingleFrameOpensFromARangeWithoutTheHeader() {
        byte[] plain = new byte[5_000];
        new SplittableRandom(5).nextBytes(plain);
        SealedContainer sealed;
        FramePlace second;
        try (ContainerWriter writer = new ContainerWriter(countedRing(), new Counting(), 3)) {
            writer.begin(ContainerKind.PACK, NAME, new byte[0], 0);
            writer.append(plain, 0, 2_000);
            second = writer.append(plain, 2_000, 3_000);
            sealed = writer.finish();
        }
        byte[] range =
                Arrays.copyOfRange(
                        sealed.bytes(),
                        second.offset() + 8,
                        second.offset() + 8 + second.storedBytes());

        byte[] out = new byte[3_000];
        try (ContainerReader reader = new ContainerReader(countedRing())) {
            var key = reader.frameKey(ContainerKind.PACK, NAME, sealed.keyId(), sealed.salt());
            reader.frame(key, NAME, second, range, 0, out, 0);
        }

        assertArrayEquals(Arrays.copyOfRange(plain, 2_000, 5_000), out);
    }
}
