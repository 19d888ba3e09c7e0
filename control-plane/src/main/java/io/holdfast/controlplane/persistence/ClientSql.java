package io.holdfast.controlplane.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Statements through a pool, or through the connection of a transaction. */
final class ClientSql implements Sql {
    private final SqlClient client;

    ClientSql(SqlClient client) {
        this.client = client;
    }

    @Override
    public <T> List<T> query(String sql, Function<Row, T> reader, @Nullable Object... parameters) {
        List<T> rows = new ArrayList<>();
        for (Row row : run(sql, parameters)) {
            rows.add(reader.apply(row));
        }
        return rows;
    }

    @Override
    public int execute(String sql, @Nullable Object... parameters) {
        return run(sql, parameters).rowCount();
    }

    @Override
    public void executeBatch(String sql, List<List<Object>> parameters) {
        if (!parameters.isEmpty()) {
            List<Tuple> tuples = parameters.stream().map(Tuple::tuple).toList();
            await(client.preparedQuery(sql).executeBatch(tuples));
        }
    }

    private RowSet<Row> run(String sql, @Nullable Object... parameters) {
        return await(client.preparedQuery(sql).execute(Tuple.tuple(Arrays.asList(parameters))));
    }

    /**
     * Waits for the database, whatever happens to the caller: an answer that nobody waits for would
     * leave a connection behind, and an interrupt looks like a database that is away. The thread is
     * interrupted again afterwards.
     */
    static <T> T await(Future<T> future) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return future.await();
                } catch (Exception e) {
                    // await() throws what the future failed with as it is, also what is checked
                    if (!(e instanceof InterruptedException) || future.failed()) {
                        throw DatabaseFailures.of(e);
                    }
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
