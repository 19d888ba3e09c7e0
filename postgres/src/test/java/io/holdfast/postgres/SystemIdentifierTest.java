package io.holdfast.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemIdentifierTest {
    @Test
    void itIsUnsigned() {
        SystemIdentifier largest = SystemIdentifier.parse("18446744073709551615");

        assertEquals(-1L, largest.value());
        assertEquals("18446744073709551615", largest.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "18446744073709551616", "7A"})
    void anythingElseIsRefused(String text) {
        assertThrows(HoldfastException.class, () -> SystemIdentifier.parse(text));
    }
}
