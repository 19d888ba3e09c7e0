package io.holdfast.cli.demo.bank;

import io.holdfast.postgres.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A client's connection, with the statements of a transfer prepared. */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement move;
    private final PreparedStatement enter;
    private final PreparedStatement position;

    Session(Connection connection) throws SQLException {
        this.connection = connection;
        this.move =
                connection.prepareStatement(
                        "update account set balance = balance + ? where id = ?");
        this.enter =
                connection.prepareStatement(
                        "insert into ledger (client, sequence, source, target, amount) values (?,"
                                + " ?, ?, ?, ?)");
        this.position = connection.prepareStatement("select pg_current_wal_flush_lsn()::text");
    }

    /** Commits the transfer in one transaction. */
    void commit(Transfer transfer) throws SQLException {
        connection.setAutoCommit(false);
        // always the lower account first, so that two clients never wait for each other
        boolean isUpward = transfer.source() < transfer.target();
        move(
                isUpward ? transfer.source() : transfer.target(),
                isUpward ? -transfer.amount() : transfer.amount());
        move(
                isUpward ? transfer.target() : transfer.source(),
                isUpward ? transfer.amount() : -transfer.amount());
        enter(transfer);
        connection.commit();
    }

    private void move(int account, long amount) throws SQLException {
        move.setLong(1, amount);
        move.setInt(2, account);
        move.executeUpdate();
    }

    private void enter(Transfer transfer) throws SQLException {
        enter.setInt(1, transfer.client());
        enter.setLong(2, transfer.sequence());
        enter.setInt(3, transfer.source());
        enter.setInt(4, transfer.target());
        enter.setLong(5, transfer.amount());
        enter.executeUpdate();
    }

    /** How far the server's WAL is flushed now. */
    Lsn flushed() throws SQLException {
        connection.setAutoCommit(true);
        try (ResultSet row = position.executeQuery()) {
            row.next();
            return Lsn.parse(String.valueOf(row.getString(1)));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
