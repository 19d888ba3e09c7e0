package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryMajorTest {
    private static final String IDENTIFIER = "select system_identifier from pg_control_system()";
    private static final String DAMAGED_PAGES =
            "select coalesce(sum(checksum_failures), 0) from pg_stat_database";

    static List<Integer> majors() {
        return EmbeddedPostgres.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void startsAnswersRestartsAndRecoversFromAKill(int major) throws IOException {
        try (var postgres = EmbeddedPostgres.builder(major).start()) {
            var version = postgres.queryString("select version()");
            assertTrue(version.startsWith("PostgreSQL " + major + "."), version);
            assertEquals("on", postgres.queryString("show fsync"));
            assertEquals("on", postgres.queryString("show data_checksums"));
            assertEquals(identifierIn(postgres.dataDirectory()), postgres.queryString(IDENTIFIER));
            var port = postgres.port();
            postgres.execute("create table t (i int)", "insert into t values (1)");

            postgres.restart();
            postgres.execute("insert into t values (2)");
            assertEquals(0, postgres.log().split("automatic recovery in progress").length - 1);

            postgres.kill();
            assertFalse(postgres.isAlive());
            assertEquals(128 + 9, postgres.exitCode().orElseThrow());
            postgres.start();

            assertEquals(port, postgres.port());
            assertEquals(2, postgres.queryLong("select count(*) from t"));
            assertTrue(postgres.log().contains("automatic recovery in progress"), postgres.log());
            assertEquals(0, postgres.queryLong(DAMAGED_PAGES));
        }
    }

    private static String identifierIn(Path data) throws IOException {
        var control = ControlFile.parse(Files.readAllBytes(data.resolve(ControlFile.PATH)));
        return control.systemIdentifier().toString();
    }
}
