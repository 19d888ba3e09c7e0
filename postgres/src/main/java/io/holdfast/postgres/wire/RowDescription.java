package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The columns of the rows that follow. */
public record RowDescription(List<Column> columns) implements BackendMessage {
    private static final int AFTER_NAME_TABLE_AND_ATTRIBUTE = 6;
    private static final int AFTER_TYPE_SIZE_MODIFIER_AND_FORMAT = 8;

    /** A column and its type's OID: 17 is bytea, 25 is text. */
    public record Column(String name, int type) {}

    static RowDescription decode(ByteBuffer body) {
        int count = body.getShort();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = Protocol.text(body);
            body.position(body.position() + AFTER_NAME_TABLE_AND_ATTRIBUTE);
            columns.add(new Column(name, body.getInt()));
            body.position(body.position() + AFTER_TYPE_SIZE_MODIFIER_AND_FORMAT);
        }
        return new RowDescription(List.copyOf(columns));
    }
}
