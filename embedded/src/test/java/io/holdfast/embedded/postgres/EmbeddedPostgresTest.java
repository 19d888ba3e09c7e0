package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    @DisplayName("T36: clusters with segments of 1 MB and of 64 MB")
    void segmentSizeIsTheOneAskedFor(int megabytes) {
        try (var postgres = EmbeddedPostgres.builder(18).walSegmentSizeMb(megabytes).start()) {
            assertEquals(megabytes + "MB", postgres.queryString("show wal_segment_size"));
            postgres.execute("create table t as select generate_series(1, 50000) as i");

            postgres.kill();
            postgres.start();

            assertEquals(50000, postgres.queryLong("select count(*) from t"));
        }
    }

    @Test
    void serversOfOneKindAreDifferentSystems() {
        var identifier = "select system_identifier from pg_control_system()";
        try (var one = EmbeddedPostgres.builder(18).start();
                var other = EmbeddedPostgres.builder(18).start()) {
            assertNotEquals(one.queryString(identifier), other.queryString(identifier));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aClusterCanDoWithoutTemplates(int major) {
        var names = "select string_agg(datname, ' ') from pg_database";
        try (var one = EmbeddedPostgres.builder(major).withoutTemplateDatabases().start()) {
            assertEquals("postgres", one.queryString(names));
        }
    }

    @Test
    void emptyDirectoryIsUsedAndMadePrivate(@TempDir Path given) throws Exception {
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var postgres = EmbeddedPostgres.builder(16).dataDirectory(given).start()) {
            assertEquals("0700", postgres.queryString("show data_directory_mode"));
        }
    }

    @Test
    void clusterIsNotMadeOverFiles(@TempDir Path given) throws Exception {
        var precious = Files.writeString(given.resolve("precious"), "");

        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> EmbeddedPostgres.builder(18).dataDirectory(given).start());

        assertEquals("embedded-postgres-misused", failure.code());
        try (var content = Files.list(given)) {
            assertEquals(List.of(precious), content.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void checksumsSettingsAndAccessRulesAreTheOnesAskedFor(int major) {
        try (var postgres =
                EmbeddedPostgres.builder(major)
                        .dataChecksums(false)
                        .setting("application_name", "it's \\ quoted")
                        .settings(Map.of("work_mem", "3MB"))
                        .accessRule("host all nobody 127.0.0.1/32 reject")
                        .start()) {
            assertEquals("off", postgres.queryString("show data_checksums"));
            assertEquals("3MB", postgres.queryString("show work_mem"));
            assertEquals(
                    "it's \\ quoted",
                    postgres.queryString(
                            "select reset_val from pg_settings where name = 'application_name'"));
            assertEquals(
                    "reject",
                    postgres.queryString(
                            "select auth_method from pg_hba_file_rules"
                                    + " order by line_number limit 1"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthMethod.class,
            names = {"MD5", "SCRAM_SHA_256"})
    void passwordIsAskedFor(AuthMethod method) {
        try (var postgres = EmbeddedPostgres.builder(17).password("s3'cr\\et", method).start()) {
            var stored = postgres.queryString("select rolpassword from pg_authid where oid = 10");
            var wrong =
                    new Sql(
                            new ConnectionInfo(
                                    "127.0.0.1", postgres.port(), "postgres", "no", "postgres"));

            var refused = assertThrows(HoldfastException.class, wrong::connect);

            assertEquals(method == AuthMethod.MD5, stored.startsWith("md5"), stored);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("28P01"), refused.getMessage());
        }
    }

    @Test
    void listensOnThisMachineOnlyAndOnASocketOfItsOwn() {
        try (var postgres = EmbeddedPostgres.builder(18).start()) {
            assertEquals("127.0.0.1", postgres.queryString("show listen_addresses"));
            assertTrue(
                    Files.exists(
                            postgres.socketDirectory().resolve(".s.PGSQL." + postgres.port())));
        }
    }

    @Test
    void pidOfTheChildIsThePostmasters() throws Exception {
        try (var postgres = EmbeddedPostgres.builder(16).start()) {
            var pidFile = Files.readAllLines(postgres.dataDirectory().resolve("postmaster.pid"));

            assertEquals(Long.toString(postgres.pid()), pidFile.getFirst());
        }
    }

    @Test
    void killLeavesNoProcess() {
        try (var postgres = EmbeddedPostgres.builder(18).start()) {
            var data = postgres.dataDirectory();
            assertTrue(Traces.processesIn(data).size() > 1);

            postgres.kill();

            assertEquals(List.of(), Traces.processesIn(data));
        }
    }

    @Test
    void killLeavesNoSharedMemory() throws Exception {
        try (var postgres = EmbeddedPostgres.builder(18).start()) {
            var segment = Traces.sharedMemoryOf(postgres.dataDirectory());
            assertTrue(Traces.sharedMemory().contains(segment));

            postgres.kill();

            assertFalse(Traces.sharedMemory().contains(segment));
        }
    }

    @Test
    void closeOfARunningServerLeavesNoProcessAndNoDirectory() throws Exception {
        var postgres = EmbeddedPostgres.builder(18).start();
        assertEquals(1, Traces.serverDirectories().size());

        postgres.close();
        postgres.close();

        assertEquals(List.of(), Traces.processesIn(postgres.dataDirectory()));
        assertEquals(List.of(), Traces.serverDirectories());
    }

    @Test
    void failedStartShowsTheLogAndLeavesNothing() throws Exception {
        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> EmbeddedPostgres.builder(18).setting("no_such_setting", "1").start());

        assertEquals("embedded-postgres-start-failed", failure.code());
        assertTrue(
                String.valueOf(failure.getMessage()).contains("no_such_setting"),
                failure.getMessage());
        assertEquals(List.of(), Traces.serverDirectories());
    }

    @Test
    void failedInitdbShowsTheLogAndLeavesNothing() throws Exception {
        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> EmbeddedPostgres.builder(18).walSegmentSizeMb(3).start());

        assertTrue(
                String.valueOf(failure.getMessage()).contains("--wal-segsize"),
                failure.getMessage());
        assertEquals(List.of(), Traces.serverDirectories());
    }

    @Test
    void smartStopThatHangsIsAnOutcomeAndFastEndsIt() throws Exception {
        try (var postgres = EmbeddedPostgres.builder(15).start();
                var guest = postgres.connect()) {
            var hung = postgres.stop(StopMode.SMART, Duration.ofMillis(300));
            assertInstanceOf(StopOutcome.TimedOut.class, hung);
            assertTrue(postgres.isAlive());

            var stopped = postgres.stop(StopMode.FAST, Duration.ofSeconds(30));

            assertEquals(new StopOutcome.Stopped(0), stopped);
            assertFalse(guest.isValid(1));
        }
    }

    @Test
    void immediateStopIsFollowedByRecovery() {
        try (var postgres = EmbeddedPostgres.builder(18).start()) {
            postgres.stop(StopMode.IMMEDIATE);
            postgres.start();

            assertTrue(postgres.log().contains("automatic recovery in progress"), postgres.log());
        }
    }

    @Test
    void givenDataDirectoryIsKeptAndOpenedAgainWithOtherSettings(@TempDir Path given) {
        var data = given.resolve("cluster");
        try (var postgres = EmbeddedPostgres.builder(17).dataDirectory(data).start()) {
            postgres.execute("create table t as select 7 as i");
            postgres.stop(StopMode.FAST);
        }

        try (var again = EmbeddedPostgres.open(17, data).setting("work_mem", "5MB").start()) {
            assertEquals(7, again.queryLong("select i from t"));
            assertEquals("5MB", again.queryString("show work_mem"));
        }
        assertTrue(Files.exists(data.resolve("PG_VERSION")));
    }

    @Test
    void takenPortIsExchangedForAFreeOne(@TempDir Path given) throws Exception {
        var data = given.resolve("cluster");
        EmbeddedPostgres.builder(18).dataDirectory(data).start().close();
        var binaries = Binaries.unpacked(18, Binaries.cacheDirectory(System.getenv()));
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var login =
                    new ConnectionInfo(
                            "127.0.0.1", taken.getLocalPort(), "postgres", null, "postgres");

            try (var postgres =
                    Launch.inOwnDirectory(
                            root ->
                                    new ServerPlan(
                                            binaries,
                                            root,
                                            data,
                                            login,
                                            Map.of(),
                                            Duration.ofSeconds(60)),
                            Launch.Wait.UNTIL_READY)) {
                assertNotEquals(taken.getLocalPort(), postgres.port());
                assertEquals(1, postgres.queryLong("select 1"));
            }
        }
    }

    @Test
    void launchDoesNotWaitAndShowsHowTheServerEnded(@TempDir Path empty) {
        try (var postgres = EmbeddedPostgres.open(18, empty).launch()) {
            var failure = assertThrows(HoldfastException.class, postgres::awaitReady);

            assertEquals("embedded-postgres-start-failed", failure.code());
            assertFalse(postgres.isAlive());
            assertTrue(postgres.exitCode().orElseThrow() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void standbyFollowsAndIsPromoted(int major) {
        try (var primary =
                EmbeddedPostgres.builder(major)
                        .password("s3'cr\\et", AuthMethod.SCRAM_SHA_256)
                        .start()) {
            primary.execute("create table t as select 1 as i");
            try (var standby = primary.startStandby(Map.of("work_mem", "2MB"))) {
                assertEquals("t", standby.queryString("select pg_is_in_recovery()"));
                primary.execute("insert into t values (2)");
                assertTrue(
                        Poll.until(
                                Duration.ofSeconds(30),
                                () -> standby.queryLong("select count(*) from t") == 2),
                        standby.log());

                standby.promote();

                standby.execute("insert into t values (3)");
                assertEquals(3, standby.queryLong("select count(*) from t"));
                assertEquals(2, primary.queryLong("select count(*) from t"));
            }
        }
    }

    @Test
    void unknownMajorIsRefused() {
        var failure =
                assertThrows(HoldfastException.class, () -> EmbeddedPostgres.builder(13).start());

        assertEquals("embedded-postgres-unsupported", failure.code());
    }
}
