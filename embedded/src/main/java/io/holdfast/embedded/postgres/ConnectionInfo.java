package io.holdfast.embedded.postgres;

import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and as whom to log in.
 *
 * @param password null where the server trusts every local connection
 */
public record ConnectionInfo(
        String host, int port, String user, @Nullable String password, String database) {

    /** The same server and user, another database. */
    public ConnectionInfo withDatabase(String other) {
        return new ConnectionInfo(host, port, user, password, other);
    }

    ConnectionInfo withPort(int other) {
        return new ConnectionInfo(host, other, user, password, database);
    }

    /** The URL of the JDBC driver, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
