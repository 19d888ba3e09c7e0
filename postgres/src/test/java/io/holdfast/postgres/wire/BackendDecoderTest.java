package io.holdfast.postgres.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendDecoderTest {
    private static BackendMessage decode(char type, String hex) {
        return BackendDecoder.decode((byte) type, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyWayToAuthenticateIsTold() {
        assertEquals(new Authentication.Ok(), decode('R', "00000000"));
        assertEquals(new Authentication.CleartextPassword(), decode('R', "00000003"));
        assertEquals(
                new Authentication.Md5(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})),
                decode('R', "0000000501020304"));
        assertEquals(
                new Authentication.Sasl(List.of("AB", "C")), decode('R', "0000000a414200430000"));
        assertEquals(new Authentication.SaslContinue("r="), decode('R', "0000000b723d"));
        assertEquals(new Authentication.SaslFinal("v="), decode('R', "0000000c763d"));
        assertEquals(new Authentication.Unsupported(7), decode('R', "00000007"));
    }

    @Test
    void theRareMessagesAreTold() {
        assertEquals(new BackendMessage.EmptyQueryResponse(), decode('I', ""));
        assertEquals(new BackendMessage.CopyInResponse(), decode('G', "00000100"));
        assertEquals(
                new BackendMessage.NegotiateProtocolVersion(0, List.of("_pq_.x")),
                decode('v', "00000000000000015f70715f2e7800"));
        assertEquals(
                new BackendMessage.NotificationResponse(7, "ch", "pay"),
                decode('A', "00000007636800" + "70617900"));
    }

    @ParameterizedTest
    @CsvSource({"Z, 2000000000", "Z, 3", "R, 30005", "d, 1048581", "d, -1", "d, 0"})
    void anAbsurdLengthIsRefused(char type, int length) {
        HoldfastException refusal =
                assertThrows(
                        HoldfastException.class,
                        () -> BackendDecoder.bodyLength((byte) type, length, 1 << 20));

        assertEquals("wire-protocol-violated", refusal.code());
    }

    @Test
    void aPlausibleLengthIsTaken() {
        assertEquals(1 << 20, BackendDecoder.bodyLength((byte) 'd', 4 + (1 << 20), 1 << 20));
        assertEquals(0, BackendDecoder.bodyLength((byte) 'c', 4, 1 << 20));
    }

    @Test
    void whateverComesIsAMessageOrAViolation() {
        Seeded.check(
                5000,
                random -> {
                    byte[] body = new byte[random.nextInt(40)];
                    random.nextBytes(body);
                    byte type = (byte) "RSKvZCIENAHGWTDdcx".charAt(random.nextInt(18));

                    try {
                        BackendDecoder.decode(type, ByteBuffer.wrap(body));
                    } catch (HoldfastException e) {
                        assertEquals("wire-protocol-violated", e.code());
                    }
                });
    }

    @Test
    void truncatedReplicationMessagesAreViolations() {
        for (String text : List.of("w1234", "k1234", "x", "")) {
            assertThrows(
                    HoldfastException.class, () -> ReplicationMessage.decode(bytes(text)), text);
        }
        for (String text : List.of("n", "nbase.tar", "p123", "x", "")) {
            assertThrows(
                    HoldfastException.class, () -> BackupStreamMessage.decode(bytes(text)), text);
        }
    }

    @Test
    void timesAreMicrosecondsSince2000() {
        Instant instant = Instant.parse("2026-11-22T10:43:23.909606Z");

        assertEquals(848_659_403_909_606L, PgTime.toMicros(instant));
        assertEquals(instant, PgTime.toInstant(848_659_403_909_606L));
        assertEquals(-1, PgTime.toMicros(Instant.parse("1999-12-31T23:59:59.999999999Z")));
    }
}
