package io.holdfast.agent.replication;

import io.holdfast.postgres.wire.ResultRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the statements of one query gave, one set each, in their order. */
public record QueryResult(List<Set> sets) {
    /**
     * The result of one statement.
     *
     * @param rows in text format; empty for a statement without rows
     * @param tag the command tag, such as {@code SELECT 1}; empty if the server sent none
     */
    public record Set(List<ResultRow> rows, String tag) {}

    public QueryResult {
        sets = List.copyOf(sets);
    }

    /** The rows of the first set that has any, else none. */
    public List<ResultRow> rows() {
        return sets.stream()
                .map(Set::rows)
                .filter(rows -> !rows.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The only row. */
    public ResultRow row() {
        var rows = rows();
        if (rows.size() != 1) {
            throw new IllegalStateException("expected one row, there are " + rows.size());
        }
        return rows.getFirst();
    }

    /** The first column of the only row; empty for a null. */
    public Optional<String> value() {
        return row().row()
                .values()
                .getFirst()
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }
}
