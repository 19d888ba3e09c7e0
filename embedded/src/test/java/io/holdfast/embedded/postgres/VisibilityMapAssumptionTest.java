package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VisibilityMapAssumptionTest {
    static List<Integer> majors() {
        return EmbeddedPostgres.majors();
    }

    /**
     * No block reference in the WAL names the map's page, so whoever copies changed blocks only
     * must copy the map whole.
     */
    @ParameterizedTest(name = "postgresql {0}")
    @MethodSource("majors")
    @DisplayName("E13: an old visibility map put back makes an index-only scan count wrongly")
    void anOldMapCountsDeletedRows(int major, @TempDir Path folder) throws IOException {
        try (var server =
                EmbeddedPostgres.builder(major)
                        .setting("fsync", "off")
                        .setting("autovacuum", "off")
                        .start()) {
            server.execute(
                    "create table t as select generate_series(1, 1000) i",
                    "create index on t (i)",
                    "vacuum (freeze, analyze) t",
                    "checkpoint");
            Path map =
                    server.dataDirectory()
                            .resolve(
                                    server.queryString("select pg_relation_filepath('t')") + "_vm");
            Path old = Files.copy(map, folder.resolve("old_vm"));
            server.execute("delete from t where i % 2 = 0");
            assertEquals(500, server.queryLong("select count(*) from t"));
            server.stop(StopMode.FAST);

            Files.copy(old, map, StandardCopyOption.REPLACE_EXISTING);
            server.start();

            assertEquals(1000, counted(server));
        }
    }

    private static long counted(EmbeddedPostgres server) {
        try (var connection = server.connect()) {
            Sql.execute(connection, "set enable_seqscan = off");
            Sql.execute(connection, "set enable_bitmapscan = off");
            return Long.parseLong(Sql.query(connection, "select count(*) from t where i > 0"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
