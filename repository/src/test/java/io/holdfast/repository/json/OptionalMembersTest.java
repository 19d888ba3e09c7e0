package io.holdfast.repository.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.PieceMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OptionalMembersTest {
    @Test
    void aPieceWithoutASampleIsReadBack() {
        var metadata = new PieceMetadata(Lsn.parse("0/10"), null, null, "1");

        assertEquals(metadata, Json.read("x", Json.write(metadata), PieceMetadata.class));
    }

    @Test
    void theFirstEpochIsReadBack() {
        var epoch =
                new EpochRecord(
                        new EpochId(1, 0),
                        new UUID(0, 1),
                        "a",
                        "orders",
                        "1",
                        18,
                        1 << 20,
                        new TimelineId(1),
                        Lsn.ZERO,
                        null,
                        EpochRecord.Reason.FIRST,
                        Instant.EPOCH,
                        List.of(),
                        List.of(),
                        List.of(),
                        "all",
                        true);

        assertEquals(epoch, Json.read("x", Json.write(epoch), EpochRecord.class));
    }

    @Test
    void aMemberThatIsNotOptionalMustBeThere() {
        byte[] json = "{\"systemIdentifier\":\"1\"}".getBytes(StandardCharsets.UTF_8);

        var refused =
                assertThrows(
                        HoldfastException.class, () -> Json.read("x", json, PieceMetadata.class));

        assertEquals("object-malformed", refused.code());
    }
}
