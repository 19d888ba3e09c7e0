package io.holdfast.controlplane.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneKeyTest {
    private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final PlaneKey key = PlaneKey.generate(random);

    @Test
    void whatOneReplicaSealsAnotherOpens() {
        PlaneKey other = PlaneKey.parse(key.format(), "the file", random);

        assertArrayEquals(SECRET, other.open("ca", key.seal("ca", SECRET)));
    }

    @Test
    void aSecretIsSealedAnewEachTime() {
        assertFalse(Arrays.equals(key.seal("ca", SECRET), key.seal("ca", SECRET)));
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = key.seal("ca", SECRET);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;

            assertEquals("plane-key-wrong", refusal(key, "ca", changed));
        }
        for (int length = 0; length < sealed.length; length++) {
            assertEquals("plane-key-wrong", refusal(key, "ca", Arrays.copyOf(sealed, length)));
        }
    }

    @Test
    void anotherKeyOrAnotherPurposeOpensNothing() {
        byte[] sealed = key.seal("ca", SECRET);

        assertEquals("plane-key-wrong", refusal(PlaneKey.generate(random), "ca", sealed));
        assertEquals("plane-key-wrong", refusal(key, "smtp", sealed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "holdfast-master-key-1:AAAA",
                "holdfast-plane-key-1:",
                "holdfast-plane-key-1:canary!",
                "holdfast-plane-key-1:Y2FuYXJ5"
            })
    void whatIsNoKeyIsRefusedAndNotRepeated(String text) {
        HoldfastException refused =
                assertThrows(
                        HoldfastException.class, () -> PlaneKey.parse(text, "the file", random));

        assertEquals("plane-key-malformed", refused.code());
        assertFalse(refused.advice().contains("canary"), refused::advice);
    }

    private static String refusal(PlaneKey key, String purpose, byte[] sealed) {
        return assertThrows(HoldfastException.class, () -> key.open(purpose, sealed)).code();
    }
}
