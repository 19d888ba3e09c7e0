package io.holdfast.postgres.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.postgres.testing.Fixtures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a real server of one major answered to one command, byte for byte. */
record Recording(List<BackendMessage> messages) {
    private static final int MAX_BODY = 1 << 20;

    static Recording of(int major, String name) {
        ByteBuffer in = ByteBuffer.wrap(Fixtures.unpacked(major, "wire-" + name));
        List<BackendMessage> messages = new ArrayList<>();
        while (in.hasRemaining()) {
            byte type = in.get();
            int length = BackendDecoder.bodyLength(type, in.getInt(), MAX_BODY);
            messages.add(BackendDecoder.decode(type, in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return new Recording(messages);
    }

    <T> List<T> all(Class<T> type) {
        return messages.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The rows of all result sets, each with its own columns. */
    List<ResultRow> rows() {
        List<ResultRow> rows = new ArrayList<>();
        RowDescription current = new RowDescription(List.of());
        for (BackendMessage message : messages) {
            if (message instanceof RowDescription description) {
                current = description;
            } else if (message instanceof DataRow row) {
                rows.add(new ResultRow(current, row));
            }
        }
        return rows;
    }

    ResultRow onlyRow() {
        assertEquals(1, rows().size());
        return rows().getFirst();
    }
}
