package io.holdfast.postgres.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected bytes follow the page "Message Formats" of PostgreSQL's documentation. */
class FrontendMessagesTest {
    private static String hex(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messagesBeforeTheSessionHaveNoType() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", "a");
        parameters.put("replication", "true");

        assertEquals("0000000804d2162f", hex(FrontendMessages.sslRequest()));
        assertEquals(
                "00000021" + "00030000" + "75736572006100" + "7265706c69636174696f6e00747275650000",
                hex(FrontendMessages.startup(parameters)));
        assertEquals(
                "00000010" + "04d2162e" + "00000007" + "01020304",
                hex(FrontendMessages.cancelRequest(7, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))));
    }

    @Test
    void messagesOfTheSessionHaveATypeAndALength() {
        assertEquals("700000000878797a00", hex(FrontendMessages.password("xyz")));
        assertEquals("510000000853454c00", hex(FrontendMessages.query("SEL")));
        assertEquals("64000000066162", hex(FrontendMessages.copyData(bytes("ab"))));
        assertEquals("6300000004", hex(FrontendMessages.copyDone()));
        assertEquals("66000000066e00", hex(FrontendMessages.copyFail("n")));
        assertEquals("5800000004", hex(FrontendMessages.terminate()));
    }

    @Test
    void saslCarriesItsLength() {
        assertEquals(
                "7000000010" + "534352414d00" + "00000002" + "6e2c",
                hex(FrontendMessages.saslInitialResponse("SCRAM", "n,")));
        assertEquals("7000000006633d", hex(FrontendMessages.saslResponse("c=")));
    }

    @Test
    void aZeroByteInTextIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> FrontendMessages.query("a\0b"));
    }

    @Test
    void md5HashesThePasswordTheUserAndTheSalt() {
        ByteBuffer salt = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});

        String answer = Md5Password.answer("postgres", "secret", salt);

        assertEquals("md5bb41a296aab6baccb36ff243a562abff", answer);
        assertEquals(4, salt.remaining());
    }

    @Test
    void aStatusUpdateTellsThreePositions() {
        ByteBuffer message =
                StandbyMessages.statusUpdate(
                        Lsn.parse("1/2"),
                        Lsn.parse("0/3"),
                        Lsn.ZERO,
                        Instant.parse("2000-01-01T00:00:01Z"),
                        true);

        assertEquals(
                "6400000026"
                        + "72"
                        + "0000000100000002"
                        + "0000000000000003"
                        + "0000000000000000"
                        + "00000000000f4240"
                        + "01",
                hex(message));
    }

    @Test
    void feedbackSplitsItsTransactionIds() {
        ByteBuffer message =
                StandbyMessages.hotStandbyFeedback(PgTime.toInstant(5), 0x0000000700000009L, 0);

        assertEquals(
                "640000001d" + "68" + "0000000000000005" + "0000000900000007" + "0000000000000000",
                hex(message));
    }
}
