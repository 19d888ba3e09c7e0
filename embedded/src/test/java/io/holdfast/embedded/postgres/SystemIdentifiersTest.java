package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemIdentifiersTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 00000007, 695735a500000007",
        "2026-01-02T03:04:05Z, ffffffff, 695735a5ffffffff",
        "2038-01-19T03:14:07Z, 00000000, 7fffffff00000000",
        "2038-01-19T03:14:08Z, 00000000, 0000000000000001",
        "2038-01-19T03:14:09Z, 80000000, 0000000180000000",
    })
    void secondsStandAboveChanceAndTheNumberIsPositive(
            String now, String chance, String identifier) {
        RandomGenerator random = () -> Long.parseLong(chance, 16) << Integer.SIZE;

        var made = new SystemIdentifiers(InstantSource.fixed(Instant.parse(now)), random).next();

        assertEquals(Long.parseLong(identifier, 16), made);
    }

    @Test
    void identifiersOfOneInstantDiffer() {
        var identifiers =
                new SystemIdentifiers(
                        InstantSource.fixed(Instant.EPOCH.plusSeconds(1)), new SplittableRandom(7));

        assertNotEquals(identifiers.next(), identifiers.next());
    }
}
