package io.holdfast.controlplane.persistence;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The state of the control plane. For any number of virtual threads. */
public final class Database implements Sql, AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int CONNECT_SECONDS = 5;
    private static final int SILENT_SECONDS = 30;

    private final Pool pool;
    private final Sql statements;

    private Database(Pool pool) {
        this.pool = pool;
        this.statements = new ClientSql(pool);
    }

    /**
     * Brings the schema up to date, and connects.
     *
     * @throws HoldfastException {@code database-unreachable}, {@code database-refused}, or {@code
     *     database-too-new} if a newer Holdfast has been at it
     */
    public static Database open(Vertx vertx, DatabaseAddress address) {
        Migrations.run(address);
        Pool pool =
                PgBuilder.pool()
                        .connectingTo(
                                address.options()
                                        .setProperties(
                                                Map.of(
                                                        "application_name",
                                                        "holdfast-control-plane",
                                                        "statement_timeout",
                                                        "15s",
                                                        "TimeZone",
                                                        "UTC")))
                        .with(
                                new PoolOptions()
                                        .setMaxSize(CONNECTIONS)
                                        .setConnectionTimeout(CONNECT_SECONDS)
                                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                        // a host that vanished says nothing: no statement runs that long
                        .with(new NetClientOptions().setIdleTimeout(SILENT_SECONDS))
                        .using(vertx)
                        .build();
        return new Database(pool);
    }

    /** Whether this is a failure to reach the database at all; not that it is busy. */
    public static boolean isUnreachable(HoldfastException e) {
        return e.code().equals(DatabaseFailures.UNREACHABLE);
    }

    @Override
    public <T> List<T> query(String sql, Function<Row, T> reader, @Nullable Object... parameters) {
        return statements.query(sql, reader, parameters);
    }

    @Override
    public int execute(String sql, @Nullable Object... parameters) {
        return statements.execute(sql, parameters);
    }

    @Override
    public void executeBatch(String sql, List<List<Object>> parameters) {
        statements.executeBatch(sql, parameters);
    }

    /**
     * Runs statements that happen together or not at all. What {@code work} throws undoes them, and
     * is thrown on.
     */
    public <T> T inTransaction(Function<Sql, T> work) {
        Future<SqlConnection> given = pool.getConnection();
        SqlConnection connection;
        try {
            connection = ClientSql.await(given);
        } catch (HoldfastException e) {
            // one that comes after all is given back
            given.onSuccess(SqlConnection::close);
            throw e;
        }
        try {
            Transaction transaction = ClientSql.await(connection.begin());
            T result;
            try {
                result = work.apply(new ClientSql(connection));
            } catch (RuntimeException e) {
                rollBack(transaction, e);
                throw e;
            }
            ClientSql.await(transaction.commit());
            return result;
        } finally {
            ClientSql.await(connection.close());
        }
    }

    private static void rollBack(Transaction transaction, RuntimeException reason) {
        try {
            ClientSql.await(transaction.rollback());
        } catch (HoldfastException e) {
            // the server rolls back what is not committed by itself
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        ClientSql.await(pool.close());
    }
}
