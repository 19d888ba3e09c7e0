package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row; a null is an empty value. */
public record DataRow(List<Optional<ByteBuffer>> values) implements BackendMessage {
    static DataRow decode(ByteBuffer body) {
        int count = body.getShort();
        List<Optional<ByteBuffer>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(body));
        }
        return new DataRow(List.copyOf(values));
    }

    private static Optional<ByteBuffer> value(ByteBuffer body) {
        int length = body.getInt();
        if (length == -1) {
            return Optional.empty();
        }
        ByteBuffer value = body.slice(body.position(), length);
        body.position(body.position() + length);
        return Optional.of(value);
    }
}
