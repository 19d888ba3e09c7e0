package io.holdfast.embedded.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Single statements over the PostgreSQL JDBC driver, each over a connection of its own. */
record Sql(ConnectionInfo login) {
    Connection connect() {
        var source = new PGSimpleDataSource();
        source.setUrl(login.jdbcUrl());
        source.setUser(login.user());
        source.setPassword(login.password());
        source.setConnectTimeout(10);
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw Failures.sql("connect to " + login, e.getSQLState(), e);
        }
    }

    void execute(String... statements) {
        try (var connection = connect()) {
            for (var statement : statements) {
                execute(connection, statement);
            }
        } catch (SQLException e) {
            throw Failures.sql("close", e.getSQLState(), e);
        }
    }

    static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failures.sql(sql, e.getSQLState(), e);
        }
    }

    String query(String sql) {
        try (var connection = connect()) {
            return query(connection, sql);
        } catch (SQLException e) {
            throw Failures.sql(sql, e.getSQLState(), e);
        }
    }

    static String query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var value = rows.next() ? rows.getString(1) : null;
            if (value == null) {
                throw Failures.noValue(sql);
            }
            return value;
        }
    }
}
