package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a client sends: each method gives one whole message, ready to be written. */
public final class FrontendMessages {
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int SSL_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;

    private FrontendMessages() {}

    /** Asks for TLS; the server answers with one byte, {@code S} or {@code N}. */
    public static ByteBuffer sslRequest() {
        return ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).flip();
    }

    /** The first message of a session; {@code user} is required among the parameters. */
    public static ByteBuffer startup(Map<String, String> parameters) {
        MessageWriter out = MessageWriter.untyped().putInt(PROTOCOL_3_0);
        parameters.forEach((name, value) -> out.putText(name).putText(value));
        return out.putByte(0).finish();
    }

    /** Sent alone on a connection of its own. */
    public static ByteBuffer cancelRequest(int processId, ByteBuffer secretKey) {
        return MessageWriter.untyped()
                .putInt(CANCEL_REQUEST)
                .putInt(processId)
                .putBytes(secretKey)
                .finish();
    }

    /** A clear-text password, or the answer of {@link Md5Password}. */
    public static ByteBuffer password(String password) {
        return MessageWriter.of('p').putText(password).finish();
    }

    public static ByteBuffer saslInitialResponse(String mechanism, String clientFirst) {
        byte[] response = clientFirst.getBytes(StandardCharsets.UTF_8);
        return MessageWriter.of('p')
                .putText(mechanism)
                .putInt(response.length)
                .putBytes(ByteBuffer.wrap(response))
                .finish();
    }

    public static ByteBuffer saslResponse(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
        return MessageWriter.of('p').putBytes(ByteBuffer.wrap(bytes)).finish();
    }

    public static ByteBuffer query(String sql) {
        return MessageWriter.of('Q').putText(sql).finish();
    }

    public static ByteBuffer copyData(ByteBuffer payload) {
        return MessageWriter.of('d').putBytes(payload).finish();
    }

    public static ByteBuffer copyDone() {
        return MessageWriter.of('c').finish();
    }

    public static ByteBuffer copyFail(String reason) {
        return MessageWriter.of('f').putText(reason).finish();
    }

    public static ByteBuffer terminate() {
        return MessageWriter.of('X').finish();
    }
}
