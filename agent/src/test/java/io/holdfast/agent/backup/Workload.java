package io.holdfast.agent.backup;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Somebody who keeps writing, creating and dropping while a backup runs. */
final class Workload implements AutoCloseable {
    private final Connection connection;
    private final AtomicLong rounds = new AtomicLong();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean stopping;

    Workload(EmbeddedPostgres server) throws SQLException {
        connection = server.connect();
        try (Statement sql = connection.createStatement()) {
            sql.execute("create table ledger (round bigint primary key, amount bigint)");
            sql.execute("create table churn (a int, b text)");
        }
        Thread.ofPlatform().name("workload").start(this::run);
    }

    private void run() {
        try (Statement sql = connection.createStatement()) {
            while (!stopping) {
                long round = rounds.incrementAndGet();
                sql.execute("insert into ledger values (" + round + ", " + 3 * round + ")");
                sql.execute(
                        "insert into churn select i, repeat('x', 100) from generate_series(1, 200)"
                                + " i");
                sql.execute("delete from churn where a % 3 = " + round % 3);
                sql.execute("create table short_lived_" + round + " as select 1 as one");
                sql.execute("drop table short_lived_" + round);
            }
            ended.complete(true);
        } catch (SQLException e) {
            ended.completeExceptionally(e);
        }
    }

    long rounds() {
        return rounds.get();
    }

    @Override
    public void close() throws SQLException {
        stopping = true;
        ended.join();
        connection.close();
    }
}
