package io.holdfast.repository.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.wal.PieceMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final EpochRecord FIRST =
            new EpochRecord(
                    new EpochId(1, 0),
                    new UUID(1, 2),
                    "db1",
                    "orders",
                    "7412345678901234567",
                    18,
                    16 << 20,
                    new TimelineId(-2),
                    new Lsn(0xFFFF_FFFF_0000_0001L),
                    null,
                    EpochRecord.Reason.FIRST,
                    Clusters.NOW,
                    List.of(),
                    List.of(),
                    List.of(),
                    "all",
                    true);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void membersThatMayBeAbsentAreReadAsAbsent() {
        PieceMetadata piece = new PieceMetadata(new Lsn(16), null, null, "1");

        assertEquals(FIRST, Json.read("x", Json.write(FIRST), EpochRecord.class));
        assertEquals(piece, Json.read("x", Json.write(piece), PieceMetadata.class));
        assertEquals(
                piece,
                Json.read(
                        "x",
                        utf8(
                                """
                                {"end":"0000000000000010","sampledAt":null,"sampledLsn":null,
                                 "systemIdentifier":"1","news":{"of":["later"]}}\
                                """),
                        PieceMetadata.class));
    }

    @Test
    void anEpochLooksAsThePageSays() {
        assertEquals(
                """
                {"epoch":"00000001-00000000","writer":"00000000-0000-0001-0000-000000000002","instance":"db1",\
                "clusterId":"orders","systemIdentifier":"7412345678901234567","pgMajor":18,\
                "walSegmentSize":16777216,"timeline":4294967294,"start":"FFFFFFFF00000001",\
                "reason":"first","createdAt":"2026-01-02T03:04:05.678901Z",\
                "closes":[],"repositories":[],"takenIn":[],"durability":"all","acknowledges":true}""",
                new String(Json.write(FIRST), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "7",
                "{}",
                "{\"end\":null,\"systemIdentifier\":\"1\"}",
                "{\"end\":\"0000000000000010\",\"systemIdentifier\":null}",
                "{\"end\":\"0000000000000010\"}",
                "{\"end\":16,\"systemIdentifier\":\"1\"}",
                "{\"end\":{},\"systemIdentifier\":\"1\"}",
                "{\"end\":\"0/10\",\"systemIdentifier\":\"1\"}",
                "{\"end\":\"0000000000000010\",\"systemIdentifier\":\"1\",\"sampledAt\":\"noon\"}",
                "{\"end\":\"0000000000000010\",\"systemIdentifier\":\"1\"} and more",
            })
    void whatIsNotTheRecordIsMalformed(String text) {
        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> Json.read("wal/x", utf8(text), PieceMetadata.class));

        assertEquals(ErrorCategory.INTEGRITY, e.category());
        assertEquals("object-malformed", e.code());
        assertEquals("wal/x is not the JSON of a PieceMetadata", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "4294967296", "99999999999999999999", "\"1\"", "1.5"})
    void whatIsNoTimelineIsMalformed(String timeline) {
        String parent =
                "{\"epoch\":\"00000001-1a2b3c4d\",\"timeline\":"
                        + timeline
                        + ",\"end\":\"0000000000000010\"}";

        assertThrows(
                HoldfastException.class,
                () -> Json.read("x", utf8(parent), EpochRecord.Parent.class));
    }
}
