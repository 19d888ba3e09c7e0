package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One row of a result set in text format, read by column name. */
public record ResultRow(RowDescription description, DataRow row) {
    public ResultRow {
        if (description.columns().size() != row.values().size()) {
            throw Protocol.violation(
                    "a row has %d values for %d columns"
                            .formatted(row.values().size(), description.columns().size()));
        }
    }

    /** Empty for a null. */
    public Optional<String> text(String column) {
        return bytes(column).map(value -> StandardCharsets.UTF_8.decode(value).toString());
    }

    /** The value of a column that is never null. */
    public String required(String column) {
        return text(column).orElseThrow(() -> Protocol.violation("column " + column + " is null"));
    }

    /** The raw value; empty for a null. */
    public Optional<ByteBuffer> bytes(String column) {
        return row.values().get(index(column)).map(ByteBuffer::duplicate);
    }

    /** The type of a column. */
    public int typeOf(String column) {
        return description.columns().get(index(column)).type();
    }

    private int index(String column) {
        for (int i = 0; i < description.columns().size(); i++) {
            if (description.columns().get(i).name().equals(column)) {
                return i;
            }
        }
        throw Protocol.violation("the result has no column " + column);
    }
}
