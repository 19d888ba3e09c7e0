package io.holdfast.embedded.postgres;

import static io.holdfast.embedded.postgres.ArchivedCluster.TABLES;
import static io.holdfast.embedded.postgres.ArchivedCluster.copyingFrom;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PostgreSQL makes of an archive that is not as it should be. The restores of Holdfast are
 * built upon these answers: if a new major answers otherwise, a rule there has lost its reason.
 */
@ParameterizedClass(name = "postgresql {0}")
@MethodSource("majors")
class RecoveryAssumptionsTest {
    private static final int XLP_SYSID_OFFSET = 24;

    private static @Nullable ArchivedCluster cluster;

    static List<Integer> majors() {
        return EmbeddedPostgres.majors();
    }

    RecoveryAssumptionsTest(int major) {
        assertTrue(majors().contains(major));
    }

    @BeforeParameterizedClassInvocation
    static void archive(int major, @TempDir Path folder) throws Exception {
        cluster = new ArchivedCluster(major, folder);
    }

    @Test
    @DisplayName("E12: names are asked for again, and histories that were never written too")
    void asksForTheSameNameAgain() throws IOException {
        Path asked = Files.createTempFile("asked", ".txt");
        try (var server =
                archived()
                        .recover(
                                "echo %f >> " + asked + "; " + copyingFrom(archived().archive()))) {
            assertEquals(TABLES, ArchivedCluster.tables(server));

            List<String> names = Files.readAllLines(asked);
            String last = archived().segment(TABLES).getFileName().toString();
            assertTrue(Collections.frequency(names, last) > 1, names::toString);
            assertTrue(Collections.frequency(names, "00000002.history") > 1, names::toString);
            assertTrue(names.contains("00000001.history"), names::toString);
        } finally {
            Files.delete(asked);
        }
    }

    @Test
    @DisplayName("E2, T2: a target after the end of the WAL ends the server after its start")
    void aTargetPastTheEndEndsTheServer() throws IOException {
        try (var server =
                archived()
                        .recover(
                                copyingFrom(archived().archive()),
                                "recovery_target_time = '2199-01-01 00:00:00+00'")) {
            assertFalse(server.isAlive());
            assertTrue(
                    server.log()
                            .contains(
                                    "recovery ended before configured recovery target was reached"),
                    server::log);
        }
    }

    @Test
    @DisplayName("E3: a segment that is missing in the middle is taken for the end")
    void aHolePromotes() throws IOException {
        Path holed = archived().copyOfArchive();
        Files.delete(holed.resolve(archived().segment(3).getFileName()));

        assertPromotedWith(2, copyingFrom(holed));
    }

    @Test
    @DisplayName("E4: a flipped byte is taken for the end")
    void aFlippedBytePromotes() throws IOException {
        Path flipped = archived().copyOfArchive();
        try (var file =
                new RandomAccessFile(
                        flipped.resolve(archived().segment(3).getFileName()).toFile(), "rw")) {
            // in the first records of the segment, before those of the table
            file.seek(60);
            int was = file.read();
            file.seek(60);
            file.write(was ^ 0x40);
        }

        assertPromotedWith(2, copyingFrom(flipped));
    }

    @Test
    @DisplayName("E5, T11: a segment of another length ends the server")
    void aShortSegmentEndsTheServer() throws IOException {
        Path cut = archived().copyOfArchive();
        Path third = cut.resolve(archived().segment(3).getFileName());
        Files.write(third, Arrays.copyOf(Files.readAllBytes(third), 1000));

        try (var server = archived().recover(copyingFrom(cut))) {
            assertFalse(server.isAlive());
            assertTrue(server.log().contains("has wrong size"), server::log);
        }
    }

    @Test
    @DisplayName("E6: a segment of another cluster is taken for the end")
    void aForeignSegmentPromotes() throws IOException {
        Path mixed = archived().copyOfArchive();
        // all that another cluster's segment of this name differs in, and its records as well
        try (var file =
                new RandomAccessFile(
                        mixed.resolve(archived().segment(3).getFileName()).toFile(), "rw")) {
            file.seek(XLP_SYSID_OFFSET);
            file.writeLong(0x1234_5678_9abc_def0L);
        }

        assertPromotedWith(2, copyingFrom(mixed));
    }

    @Test
    @DisplayName("E10, T1: a command that exits with 1 or 125 is taken for the end")
    void failuresUpTo125Promote() throws IOException {
        for (int code : List.of(1, 125)) {
            assertPromotedWith(2, failingOnTheThird(code));
        }
    }

    @Test
    @DisplayName("E10, T1: a command that exits with 126 ends the server, which is not promoted")
    void failuresFrom126StopTheRecovery() throws IOException {
        try (var server = archived().recover(failingOnTheThird(126))) {
            assertFalse(server.isAlive());
            assertFalse(server.log().contains("archive recovery complete"), server::log);
        }
    }

    @Test
    @DisplayName("E11: without the child's own segment the parent's is replayed past the fork")
    void theParentStandsInForTheChild() throws IOException {
        Path forked = archived().copyOfArchive();
        try (var child =
                archived()
                        .recover(
                                copyingFrom(archived().archive()),
                                "recovery_target_name = 'before-5'",
                                "recovery_target_action = 'promote'")) {
            assertEquals(4, ArchivedCluster.tables(child));
            Files.copy(
                    child.dataDirectory().resolve("pg_wal/00000002.history"),
                    forked.resolve("00000002.history"));
        }

        try (var server =
                archived().recover(copyingFrom(forked), "recovery_target_timeline = '2'")) {
            assertTrue(ArchivedCluster.tables(server) > 4, server::log);
        }
    }

    private static ArchivedCluster archived() {
        return Objects.requireNonNull(cluster);
    }

    private static String failingOnTheThird(int code) {
        return "test %f = "
                + archived().segment(3).getFileName()
                + " && exit "
                + code
                + "; "
                + copyingFrom(archived().archive());
    }

    private static void assertPromotedWith(int tables, String restoreCommand) throws IOException {
        try (var server = archived().recover(restoreCommand)) {
            assertTrue(server.isAlive(), server::log);
            assertEquals(tables, ArchivedCluster.tables(server));
            assertEquals("f", server.queryString("select pg_is_in_recovery()"));
        }
    }
}
