package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast verify} as an operator runs it, on what an S3 server and a directory hold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyCommandTest {
    private LostDatabase lost;
    private Path scratch;

    @BeforeAll
    void protectADatabaseAndLoseIt(@TempDir Path folder) throws Exception {
        lost = new LostDatabase(folder);
        scratch = Files.createDirectories(folder.resolve("scratch"));
    }

    @AfterAll
    void close() {
        lost.close();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(scratch)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(
                List.of(),
                ProcessHandle.allProcesses()
                        .filter(this::isOfTheScratch)
                        .map(process -> process.info().commandLine())
                        .toList());
    }

    private boolean isOfTheScratch(ProcessHandle process) {
        return process.info().commandLine().filter(l -> l.contains("-D " + scratch)).isPresent();
    }

    @Test
    @DisplayName(
            "T84: each repository is replayed to its own frontier, and what is left open is"
                    + " said")
    void eachRepositoryIsReplayedToItsOwnFrontier() throws Exception {
        RunCommand verified = verify("replays", "--json");

        assertEquals(0, verified.exitCode(), verified.out() + verified.err());
        JsonNode answer = verified.json();
        assertEquals("replays", answer.get("level").asText());
        assertTrue(answer.get("notShown").asText().startsWith("Tables were not read"));
        assertEquals("eu", answer.at("/repositories/0/repository").asText());
        assertEquals("here", answer.at("/repositories/1/repository").asText());
        for (JsonNode repository : answer.get("repositories")) {
            JsonNode backup = repository.at("/backups/0");
            assertEquals("passed", backup.get("verdict").asText(), verified.out());
            assertEquals(4, backup.get("passed").size());
            assertEquals("1", backup.at("/server/timeline").asText());
            assertTrue(backup.at("/server/restoredBytes").asLong() > 1_000_000);
            assertFalse(backup.at("/server/reached").asText().isEmpty());
        }
    }

    @Test
    void theTextSaysWhatTheServerReached() throws Exception {
        RunCommand verified = verify("starts", "--repository", "eu");

        assertEquals(0, verified.exitCode(), verified.out() + verified.err());
        assertTrue(verified.out().contains("stored, intact, starts"), verified.out());
        assertTrue(verified.out().contains("PostgreSQL stands at 0/"), verified.out());
        assertTrue(
                verified.out().contains("Not shown by level starts: The WAL after the backup's"),
                verified.out());
    }

    @Test
    void aChangedByteInTheS3ServerIsAnIntegrityError() throws Exception {
        Path pack = firstPack();
        flip(pack);

        RunCommand verified = verify("replays", "--repository", "eu");
        flip(pack);

        assertEquals(5, verified.exitCode(), verified.out() + verified.err());
        assertTrue(verified.out().contains("not intact"), verified.out());
        assertTrue(verified.out().contains("packs/" + pack.getFileName()), verified.out());
    }

    @Test
    void damageInTheLastOfTheWalIsSaidAndHidesNothingBeforeIt() throws Exception {
        Path last = lost.lastPiece();
        flip(last, 0);

        RunCommand verified;
        RunCommand wal;
        try {
            verified = verify("stored", "--repository", "eu");
            wal = lost.run("wal", "--repository", "eu");
        } finally {
            flip(last, 0);
        }

        assertEquals(5, verified.exitCode(), verified.out() + verified.err());
        assertTrue(verified.out().contains("/" + last.getFileName()), verified.out());
        assertEquals(0, wal.exitCode(), wal.out() + wal.err());
        assertTrue(wal.out().contains("WAL without a hole from 0/"), wal.out());
        assertTrue(wal.out().contains("  Attention: epoch 00000001-"), wal.out());
    }

    @Test
    @DisplayName("T83: a server of another major is an error of the configuration")
    void aServerOfAnotherMajorIsRefused() throws Exception {
        RunCommand verified =
                run(EmbeddedPostgres.programs(16), "--level", "starts", "--repository", "eu");

        assertEquals(3, verified.exitCode(), verified.out() + verified.err());
        assertTrue(verified.out().contains("is postgresql 16, and the backup"), verified.out());
        assertTrue(verified.out().contains("PostgreSQL 18"), verified.out());
    }

    @Test
    void aTerminatedCommandLeavesNoServerAndNoFiles() throws Exception {
        Path waiting = serverThatWaitsForWal();
        try (ChildCommand command = start(waiting, "--level", "replays", "--repository", "eu")) {
            Await.until("the server", this::isServerRunning);

            command.terminate();

            assertEquals(143, command.awaitEnd(), command.out() + command.err());
        }
    }

    private boolean isServerRunning() {
        try (Stream<Path> files = Files.walk(scratch, 3)) {
            return files.anyMatch(file -> file.endsWith("postmaster.pid"));
        } catch (IOException | java.io.UncheckedIOException e) {
            // files come and go
            return false;
        }
    }

    /** Its recovery never ends. */
    private Path serverThatWaitsForWal() throws IOException {
        Path programs = Files.createDirectories(lost.folder().resolve("waiting"));
        Path program =
                Files.writeString(
                        programs.resolve("postgres"),
                        """
                        #!/bin/sh
                        real='%s/postgres'
                        [ "$1" = --version ] && exec "$real" --version
                        exec "$real" "$@" -c restore_command='sleep 600'
                        """
                                .formatted(EmbeddedPostgres.programs(LostDatabase.MAJOR)));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }

    private Path firstPack() throws IOException {
        try (Stream<Path> files = Files.walk(lost.folder().resolve("s3"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/packs/"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        flip(file, Files.size(file) / 2);
    }

    private static void flip(Path file, long at) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int one = bytes.read();
            bytes.seek(at);
            bytes.write(one ^ 1);
        }
    }

    private RunCommand verify(String level, String... more) throws Exception {
        return run(
                EmbeddedPostgres.programs(LostDatabase.MAJOR),
                Stream.concat(Stream.of("--level", level), Stream.of(more)).toArray(String[]::new));
    }

    private RunCommand run(Path programs, String... more) throws Exception {
        try (ChildCommand command = start(programs, more)) {
            return command.ended();
        }
    }

    private ChildCommand start(Path programs, String... more) throws IOException {
        Stream<String> command =
                Stream.of(
                        "verify",
                        "--config=" + lost.config(),
                        "--pg-bin=" + programs,
                        "--scratch=" + scratch);
        return ChildCommand.start(
                lost.folder(), Stream.concat(command, Stream.of(more)).toArray(String[]::new));
    }
}
