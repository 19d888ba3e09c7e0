package io.holdfast.controlplane.persistence;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements of PostgreSQL with {@code $1}, {@code $2}, ... in them. Every call blocks, and is made
 * from a virtual thread. Parameters are of the types that the client knows: String, Long, Integer,
 * Boolean, byte arrays through {@link io.vertx.core.buffer.Buffer}, {@link
 * java.time.OffsetDateTime} for {@code timestamptz}, {@link io.vertx.core.json.JsonObject} for
 * {@code jsonb}, arrays of these, and null.
 */
public interface Sql {
    /** The rows of a query, each as {@code reader} makes it. */
    <T> List<T> query(String sql, Function<Row, T> reader, @Nullable Object... parameters);

    /** The only row of a query, if there is one. */
    default <T> Optional<T> queryOne(
            String sql, Function<Row, T> reader, @Nullable Object... parameters) {
        List<T> rows = query(sql, reader, parameters);
        if (rows.size() > 1) {
            throw new IllegalStateException(rows.size() + " rows of: " + sql);
        }
        return rows.stream().findFirst();
    }

    /** How many rows a statement changed. */
    int execute(String sql, @Nullable Object... parameters);

    /** Runs a statement for each of these lists of parameters, in one go. */
    void executeBatch(String sql, List<List<Object>> parameters);
}
