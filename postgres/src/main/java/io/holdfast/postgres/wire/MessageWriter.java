package io.holdfast.postgres.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds one message: type, length, body. The length counts itself but not the type. */
final class MessageWriter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);
    private final int type;

    private MessageWriter(int type) {
        this.type = type;
    }

    static MessageWriter of(char type) {
        return new MessageWriter(type);
    }

    /** For the messages before the session, which have no type byte. */
    static MessageWriter untyped() {
        return new MessageWriter(-1);
    }

    MessageWriter putByte(int value) {
        body.write(value);
        return this;
    }

    MessageWriter putInt(int value) {
        body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    MessageWriter putLong(long value) {
        body.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    MessageWriter putText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("text on the wire cannot hold a zero byte");
        }
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return putByte(0);
    }

    MessageWriter putBytes(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        body.writeBytes(copy);
        return this;
    }

    ByteBuffer finish() {
        boolean typed = type >= 0;
        ByteBuffer out = ByteBuffer.allocate((typed ? 5 : 4) + body.size());
        if (typed) {
            out.put((byte) type);
        }
        return out.putInt(body.size() + 4).put(body.toByteArray()).flip();
    }
}
