package io.holdfast.repository.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Seeded;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(77);
    private static final MasterKey MASTER = MasterKey.generate(RANDOM);
    private static final DataKey KEY = DataKey.generate(RANDOM);

    private static WrappedKey wrap() {
        return WrappedKey.wrap(KEY, MASTER, "orders", new SplittableRandom(3), Clusters.NOW);
    }

    @Test
    void aWrappedKeyIsUnwrappedWithItsMasterKeyAfterATripThroughJson() {
        WrappedKey read = Json.read("keys/x", Json.write(wrap()), WrappedKey.class);

        DataKey unwrapped = read.unwrap(MASTER, "orders");

        assertEquals(KEY.id(), unwrapped.id());
        assertArrayEquals(KEY.bytes(), unwrapped.bytes());
    }

    @Test
    void anotherMasterKeyOrClusterDoesNotUnwrap() {
        MasterKey other = MasterKey.generate(new SplittableRandom(78));

        assertDamaged(wrap(), other, "orders");
        assertDamaged(wrap(), MASTER, "orders2");
    }

    @Test
    void anyDamageToAWrapIsFound() {
        Seeded.check(
                200,
                random -> {
                    WrappedKey whole = wrap();
                    byte[] nonce = whole.nonce().clone();
                    byte[] wrapped = whole.wrapped().clone();
                    switch (random.nextInt(4)) {
                        case 0 -> nonce[random.nextInt(12)] ^= (byte) (1 << random.nextInt(8));
                        case 1 -> wrapped[random.nextInt(48)] ^= (byte) (1 << random.nextInt(8));
                        case 2 -> nonce = Arrays.copyOf(nonce, random.nextInt(12));
                        default -> wrapped = Arrays.copyOf(wrapped, random.nextInt(48));
                    }

                    assertDamaged(
                            new WrappedKey(
                                    whole.keyId(),
                                    whole.masterKey(),
                                    whole.algorithm(),
                                    nonce,
                                    wrapped,
                                    whole.createdAt()),
                            MASTER,
                            "orders");
                });
    }

    private static void assertDamaged(WrappedKey wrap, MasterKey master, String clusterId) {
        HoldfastException e =
                assertThrows(HoldfastException.class, () -> wrap.unwrap(master, clusterId));
        assertEquals(ErrorCategory.INTEGRITY, e.category());
        assertEquals("key-wrap-damaged", e.code());
        assertTellsNothing(e);
    }

    @Test
    void anUnknownAlgorithmIsRefused() {
        WrappedKey whole = wrap();
        WrappedKey foreign =
                new WrappedKey(
                        whole.keyId(),
                        whole.masterKey(),
                        "ROT13",
                        whole.nonce(),
                        whole.wrapped(),
                        whole.createdAt());

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> foreign.unwrap(MASTER, "orders"));

        assertEquals("key-algorithm-unknown", e.code());
    }

    @Test
    void aKeyFileIsParsedAsItWasWritten() {
        MasterKey parsed = MasterKey.parse("  " + MASTER.format() + "\n", "key.txt");

        assertEquals(MASTER.format(), parsed.format());
        assertEquals(MASTER.fingerprint(), parsed.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "holdfast-master-key-1:",
                "holdfast-master-key-2:AAAA",
                "holdfast-master-key-1:AAAA",
                "holdfast-master-key-1:!!!!",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "holdfast-master-key-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
    void aMalformedKeyFileIsRefusedWithItsNameAndNotItsContent(String text) {
        HoldfastException e =
                assertThrows(HoldfastException.class, () -> MasterKey.parse(text, "key.txt"));

        assertEquals(ErrorCategory.KEY, e.category());
        assertEquals("master-key-malformed", e.code());
        assertTrue(e.toString().contains("key.txt holds no master key"), e::toString);
        assertFalse(e.toString().contains("AAAA"), e::toString);
    }

    @Test
    void nothingThatIsPrintedTellsAKey() {
        ClusterKey cluster = KEY.clusterKey("orders");

        for (Object printed :
                new Object[] {MASTER, KEY, cluster, wrap(), KeyRing.of("orders", cluster)}) {
            assertTellsNothing(printed);
        }
        assertTellsNothing(
                assertThrows(
                        HoldfastException.class,
                        () -> KeyRing.of("orders", cluster).require("00", "wal/x")));
    }

    private static void assertTellsNothing(Object printed) {
        ClusterKey cluster = KEY.clusterKey("orders");
        String master = MASTER.format().strip().substring("holdfast-master-key-1:".length());
        for (byte[] secret :
                new byte[][] {
                    Base64.getDecoder().decode(master), KEY.bytes(), cluster.catalog().getEncoded()
                }) {
            String text = printed.toString();
            assertFalse(text.contains(Base64.getEncoder().encodeToString(secret)), text);
            assertFalse(text.contains(HexFormat.of().formatHex(secret)), text);
            assertFalse(text.contains(Arrays.toString(secret)), text);
        }
    }
}
