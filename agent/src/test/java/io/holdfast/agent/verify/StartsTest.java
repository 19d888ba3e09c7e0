package io.holdfast.agent.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.verify.trial.TrialProof;
import io.holdfast.agent.verify.trial.TrialResult;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.target.RestoreTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartsTest {
    private static final int MAJOR = 17;
    private static final List<Level> UP_TO_INTACT = List.of(Level.STORED, Level.INTACT);

    private @TempDir Path folder;
    private TriedCluster tried;

    @BeforeEach
    void backUp() throws IOException {
        tried = new TriedCluster(folder, MAJOR, this::alarm);
    }

    @AfterEach
    void close() throws IOException {
        List<Path> left = tried.leftInScratch();
        tried.close();
        assertEquals(List.of(), left);
    }

    /** Settings with which a copy would meddle with its original, or not start. */
    private void alarm(EmbeddedPostgres source) throws IOException {
        source.execute(
                "alter system set shared_preload_libraries = 'no_such_library'",
                "alter system set session_preload_libraries = 'not_this_one'",
                "alter system set archive_mode = 'always'",
                "alter system set archive_command = 'touch " + archived() + "'",
                "alter system set listen_addresses = '*'",
                "alter system set ssl = 'on'",
                "create extension amcheck");
        Files.writeString(
                source.dataDirectory().resolve("postgresql.conf"),
                "\ndata_directory = '" + source.dataDirectory() + "'\n",
                StandardOpenOption.APPEND);
    }

    private Path archived() {
        return folder.resolve("archived");
    }

    @Test
    @DisplayName(
            "T85: a started copy touches neither its original nor the archive, and says what"
                    + " it did not load")
    void aStartedCopyTouchesNothing() {
        BackupVerification found = tried.verify(Level.STARTS);

        assertEquals(new Verdict.Passed(), found.verdict());
        assertEquals(List.of(Level.STORED, Level.INTACT, Level.STARTS), found.passed());
        TrialProof proof = found.trial().orElseThrow();
        assertFalse(proof.reached().isBefore(tried.backup.wal().stop()));
        assertTrue(proof.reached().isBefore(tried.middle()));
        assertTrue(
                proof.leftOut()
                        .contains("shared_preload_libraries was not loaded: no_such_library"),
                proof.toString());
        assertTrue(
                proof.leftOut().contains("session_preload_libraries was not loaded: not_this_one"),
                proof.toString());
        assertFalse(Files.exists(archived()));
        assertEquals(1000, tried.source.queryLong("select count(*) from base"));
    }

    @Test
    void indexesAreCheckedWhereAmcheckIs() {
        var options = tried.options(EmbeddedPostgres.programs(MAJOR), true);

        TrialProof proof =
                tried.verify(Level.STARTS, options, VerifyListener.NONE).trial().orElseThrow();

        assertTrue(proof.indexes() > 100, proof.toString());
        assertTrue(
                proof.leftOut().contains("the indexes of database other, which has no amcheck"),
                proof.toString());
    }

    @Test
    @DisplayName(
            "T84: a changed byte of a pack is found when it is read, and would be found when"
                    + " it is restored")
    void aChangedByteOfAPackDoesNotStart() {
        tried.flip(tried.names().pack(1));

        Verdict.Damaged found = damaged(tried.verify(Level.REPLAYS));
        HoldfastException reason = failed(new RestoreTarget.Immediate()).reason();

        assertEquals(Level.INTACT, found.at());
        assertEquals(ErrorCategory.INTEGRITY, reason.category());
        assertTrue(message(reason).contains(tried.names().pack(1)), message(reason));
    }

    @Test
    @DisplayName("T84: WAL that is missing in the middle is named by its LSN")
    void missingWalIsNamedByItsLsn() {
        tried.objects().delete(tried.middlePiece());

        Verdict.Damaged found = damaged(tried.verify(Level.REPLAYS));
        TrialResult.Failed failed = failed(new RestoreTarget.Latest());

        assertEquals(Level.STORED, found.at());
        assertEquals(tried.middlePiece(), found.problem().object());
        assertEquals(ErrorCategory.INTEGRITY, failed.reason().category());
        assertTrue(
                message(failed.reason()).contains("holds no WAL at " + tried.middle()),
                message(failed.reason()));
    }

    @Test
    @DisplayName("T84: WAL that goes missing during the replay is named by its LSN")
    void walThatGoesMissingDuringTheReplayIsNamedByItsLsn() {
        var losing = new WhileReplaying(() -> tried.objects().delete(tried.middlePiece()));

        BackupVerification found = tried.verify(Level.REPLAYS, tried.options(), losing);

        Verdict.Damaged damaged = damaged(found);
        String sentence = message(damaged.problem().reason());
        assertTrue(damaged.at().compareTo(Level.INTACT) > 0);
        assertEquals(UP_TO_INTACT, found.passed().subList(0, 2));
        assertTrue(sentence.contains(tried.frontier + " was promised"), sentence);
        assertTrue(sentence.contains("no WAL at " + tried.middle()), sentence);
    }

    @Test
    void aBackupWhoseWalIsGoneIsNotStored() {
        for (var object : tried.objects().list("wal/", "").objects()) {
            tried.objects().delete(object.name());
        }

        Verdict.Damaged found = damaged(tried.verify(Level.REPLAYS));
        TrialResult.Failed failed = failed(new RestoreTarget.Immediate());

        assertEquals(Level.STORED, found.at());
        assertEquals("verify-wal-missing", found.problem().reason().code());
        assertFalse(failed.wasConsistent());
        assertEquals(ErrorCategory.REFUSED, failed.reason().category());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("T84: a server that is ended from outside says nothing of its backup")
    void aServerThatIsEndedFromOutsideSaysNothingOfItsBackup(End end) {
        var isOver = new AtomicBoolean();
        var ending =
                new WhileReplaying(
                        () ->
                                tried.store.beforeReading(
                                        name -> {
                                            if (name.endsWith(tried.middlePiece())
                                                    && isOver.compareAndSet(false, true)) {
                                                end.of(tried.replayingServer());
                                            }
                                        }));

        BackupVerification found = tried.verify(Level.REPLAYS, tried.options(), ending);

        assertTrue(isOver.get());
        var not = assertInstanceOf(Verdict.NotChecked.class, found.verdict(), found.toString());
        assertEquals("verify-server-killed", not.reason().code(), message(not.reason()));
    }

    /** Whom it meets, and how. */
    enum End {
        SERVER_KILLED,
        STARTUP_KILLED,
        SERVER_SHUT_DOWN;

        void of(ProcessHandle server) {
            switch (this) {
                case SERVER_KILLED -> server.destroyForcibly();
                case STARTUP_KILLED -> startup(server).destroyForcibly();
                case SERVER_SHUT_DOWN -> server.destroy();
            }
            server.onExit().join();
        }

        private static ProcessHandle startup(ProcessHandle server) {
            return server.children()
                    .filter(child -> title(child).contains("startup"))
                    .findFirst()
                    .orElseThrow();
        }

        private static String title(ProcessHandle child) {
            try {
                return Files.readString(Path.of("/proc", "" + child.pid(), "cmdline"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    @DisplayName("T83: a server of another major is refused before anything is read")
    void aServerOfAnotherMajorIsRefused() {
        var options = tried.options(EmbeddedPostgres.programs(16), false);

        BackupVerification found = tried.verify(Level.STARTS, options, VerifyListener.NONE);

        var not = assertInstanceOf(Verdict.NotChecked.class, found.verdict());
        assertEquals("server-binaries-wrong-major", not.reason().code());
        assertTrue(
                message(not.reason())
                        .endsWith("is postgresql 16, and the backup is of postgresql 17"));
        assertEquals(0, found.objects());
    }

    private TrialResult.Failed failed(RestoreTarget target) {
        return assertInstanceOf(TrialResult.Failed.class, tried.attempt(target));
    }

    private static Verdict.Damaged damaged(BackupVerification found) {
        return assertInstanceOf(Verdict.Damaged.class, found.verdict(), found.toString());
    }

    private static String message(HoldfastException reason) {
        return String.valueOf(reason.getMessage());
    }
}
