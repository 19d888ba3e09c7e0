package io.holdfast.cli.demo.bank;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bank's tables: accounts, numbered from 1, and a ledger with one row for each transfer.
 *
 * @param openingBalance of each account
 */
public record Bank(int accounts, long openingBalance) {

    /** What all accounts together hold, for ever. */
    public long total() {
        return accounts * openingBalance;
    }

    /** Creates the tables in an empty database. */
    public void open(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table account (id int primary key, balance bigint not null, owner text"
                            + " not null)");
            statement.execute(
                    "create table ledger (entry bigint generated always as identity primary key,"
                            + " client int not null, sequence bigint not null, source int not null,"
                            + " target int not null, amount bigint not null)");
            statement.execute(
                    "insert into account select id, "
                            + openingBalance
                            + ", md5(id::text) || md5((-id)::text) from generate_series(1, "
                            + accounts
                            + ") id");
        }
    }

    /** Reads everything. */
    public Books read(Connection connection) throws SQLException {
        return new Books(ledger(connection), balances(connection));
    }

    private static List<Transfer> ledger(Connection connection) throws SQLException {
        List<Transfer> ledger = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select client, sequence, source, target, amount from ledger order"
                                        + " by entry")) {
            while (rows.next()) {
                ledger.add(
                        new Transfer(
                                rows.getInt(1),
                                rows.getLong(2),
                                rows.getInt(3),
                                rows.getInt(4),
                                rows.getLong(5)));
            }
        }
        return ledger;
    }

    private static Map<Integer, Long> balances(Connection connection) throws SQLException {
        Map<Integer, Long> balances = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, balance from account")) {
            while (rows.next()) {
                balances.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return balances;
    }
}
