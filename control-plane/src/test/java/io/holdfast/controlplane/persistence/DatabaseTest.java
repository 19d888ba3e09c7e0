package io.holdfast.controlplane.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
    private final StateServer server = StateServer.start(18);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void replicasThatBeginAtOnceShareOneSchema() throws Exception {
        DatabaseAddress address = server.newDatabase();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Database> opening = () -> Database.open(server.vertx(), address);

            List<Future<Database>> replicas =
                    threads.invokeAll(IntStream.range(0, 3).mapToObj(i -> opening).toList());

            for (Future<Database> replica : replicas) {
                try (Database database = replica.get()) {
                    assertEquals(List.of(), secrets(database));
                }
            }
        }
    }

    @Test
    void whatATransactionThrowsUndoesIt() {
        try (Database database = server.open()) {
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            database.inTransaction(
                                    sql -> {
                                        put(sql, "gone");
                                        throw new IllegalStateException("on the way");
                                    }));
            database.inTransaction(
                    sql -> {
                        put(sql, "kept");
                        return sql;
                    });

            assertEquals(List.of("kept"), secrets(database));
        }
    }

    @Test
    void aDatabaseThatIsBackIsUsedAgain() {
        try (Database database = server.open()) {
            server.server().stop(StopMode.IMMEDIATE);
            HoldfastException away = assertThrows(HoldfastException.class, () -> secrets(database));
            server.server().start();

            assertEquals(ErrorCategory.TRANSIENT, away.category(), away::advice);
            assertEquals(List.of(), secrets(database));
        }
    }

    @Test
    void aSchemaOfANewerHoldfastIsRefused() {
        DatabaseAddress address = server.newDatabase();
        try (Database database = Database.open(server.vertx(), address)) {
            database.execute(
                    "insert into flyway_schema_history (installed_rank, version, description, type,"
                            + " script, installed_by, execution_time, success) values (9999,"
                            + " '9999', 'of the future', 'SQL', 'V9999__future.sql', 'x', 0, true)");
        }

        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> Database.open(server.vertx(), address));

        assertEquals("database-too-new", refused.code());
        assertTrue(refused.advice().contains("9999"), refused::advice);
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutItsPassword() {
        var address =
                new DatabaseAddress(
                        "127.0.0.1", 1, "state", "holdfast", "canary", SslMode.DISABLE, null);

        HoldfastException failed =
                assertThrows(HoldfastException.class, () -> Database.open(server.vertx(), address));

        assertEquals("database-not-ready", failed.code());
        assertTrue(failed.advice().contains("127.0.0.1:1/state"), failed::advice);
        assertFalse(failed.advice().contains("canary"), failed::advice);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://a:b@h/d, a, b, h, 5432, d, PREFER",
        "postgres://a@h:5/d?sslmode=verify-full, a, , h, 5, d, VERIFY_FULL",
        "postgresql://a%40b:p%3A+q@h/d?sslmode=disable, a@b, p:+q, h, 5432, d, DISABLE"
    })
    void urlsAreReadAsLibpqReadsThem(
            String url,
            String user,
            String password,
            String host,
            int port,
            String database,
            SslMode mode) {
        assertEquals(
                new DatabaseAddress(host, port, database, user, password, mode, null),
                DatabaseAddress.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5432",
                "http://a:canary@h/d",
                "postgresql://a:canary@h",
                "postgresql://a:canary@h/",
                "postgresql://:canary@h/d",
                "postgresql://a:can ary@h/d",
                "postgresql:///d?password=canary",
                "postgresql://a:canary@h/d?sslmode=perhaps",
                "postgresql://a:canary@h/d?sslmod=disable"
            })
    void aBadUrlIsRefusedAndNotRepeated(String url) {
        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> DatabaseAddress.parse(url));

        assertEquals("database-url-malformed", refused.code());
        assertFalse(refused.advice().contains("ary"), refused::advice);
    }

    private static void put(Sql sql, String name) {
        sql.execute("insert into sealed_secret values ($1, '\\x', now())", name);
    }

    private static List<String> secrets(Sql sql) {
        return sql.query("select name from sealed_secret", (Row row) -> row.getString(0));
    }
}
