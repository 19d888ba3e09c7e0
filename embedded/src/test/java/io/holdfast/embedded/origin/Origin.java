package io.holdfast.embedded.origin;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where the PostgreSQL server and the S3 server of a test come from. Both run when there is one;
 * the server lets its superuser stream.
 */
public interface Origin extends AutoCloseable {
    /** There from the beginning, and empty. */
    String BUCKET = "backups";

    int major();

    String host();

    int port();

    /** Of the superuser {@code postgres}. */
    String password();

    URI s3();

    String accessKey();

    String secretKey();

    /** An empty directory on the server's machine, for its use, that goes with it. */
    String newDirectory(String name);

    /** Ends the server without any warning. */
    void loseDatabase();

    @Override
    void close();

    /** Runs each statement by itself. */
    default void execute(String... statements) {
        try (Connection session = connect();
                var statement = session.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of the only row. */
    default String query(String sql) {
        try (Connection session = connect();
                var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection connect() throws SQLException {
        String url = "jdbc:postgresql://" + host() + ":" + port() + "/postgres";
        return DriverManager.getConnection(url, "postgres", password());
    }
}
