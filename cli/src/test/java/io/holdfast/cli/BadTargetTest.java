package io.holdfast.cli;

import static io.holdfast.cli.Refusal.assertRefused;
import static io.holdfast.cli.Refusal.files;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restores that cannot be carried out: what they say, and that they leave things as they were. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadTargetTest {
    private LostDatabase lost;
    private Path oldPlace;

    @BeforeAll
    void protectADatabaseAndLoseIt(@TempDir Path folder) throws Exception {
        oldPlace = Files.createDirectory(folder.resolve("apart"));
        lost =
                new LostDatabase(
                        folder,
                        "create tablespace apart location '" + oldPlace + "'",
                        "create table elsewhere (i int) tablespace apart");
    }

    @AfterAll
    void close() {
        lost.close();
    }

    private RunCommand restore(Path target, String to, String... more) {
        Path space = lost.folder().resolve("space");
        return RunCommand.of(
                Stream.concat(
                                Stream.of(
                                        "restore",
                                        "--to=" + to,
                                        "--target=" + target,
                                        "--tablespace=" + oldPlace + "=" + space,
                                        "--config=" + lost.config()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private void assertNothingIsWritten(int exitCode, RunCommand command, String... named) {
        assertRefused(exitCode, command, named);
        assertFalse(Files.exists(lost.folder().resolve("new")));
        assertFalse(Files.exists(lost.folder().resolve("new.spool")));
        assertFalse(Files.exists(lost.folder().resolve("space")));
    }

    @ParameterizedTest
    @CsvSource({
        "time=2199-01-01T00:00:00Z, 9",
        "time=2001-01-01T00:00:00Z, 9",
        "lsn=0/100, 9",
        "lsn=FF/0, 9",
        "xid=4000000, 9",
        "name=never-made, 9",
    })
    void aTargetOutsideOfTheWindowIsAnsweredWithTheWindow(String target, int exitCode) {
        RunCommand command = restore(lost.folder().resolve("new"), target);

        assertNothingIsWritten(exitCode, command, target.replaceAll("^.*=|T.*$", ""));
        assertTrue(command.err().contains("hint: Choose a target from "), command.err());
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday, --exclusive",
        "time=2026-01-01 12:00, --exclusive",
        "lsn=12, --exclusive",
        "latest, --backup=nonsense",
        "latest, --action=explode",
        "latest, --timeline=two",
    })
    void aMalformedWordIsAUsageError(String target, String option) {
        assertNothingIsWritten(2, restore(lost.folder().resolve("new"), target, option));
    }

    @Test
    void aBackupOrTimelineThatIsNotThereIsNamed() {
        Path target = lost.folder().resolve("new");

        assertNothingIsWritten(
                4,
                restore(target, "latest", "--backup=20200101T000000Z-4f1c09ab"),
                "20200101T000000Z-4f1c09ab");
        assertNothingIsWritten(4, restore(target, "latest", "--timeline=7"), "7");
    }

    @Test
    void aTargetThatIsNotEmptyIsNamedAndKept() throws IOException {
        Path taken = Files.createDirectories(lost.folder().resolve("taken"));
        Files.writeString(taken.resolve("precious"), "data");
        Map<String, Long> before = files(taken);

        assertNothingIsWritten(9, restore(taken, "latest"), taken.toString());

        assertEquals(before, files(taken));
    }

    @Test
    void aTargetThatIsAFileIsNamedAndKept() throws IOException {
        Path file = Files.writeString(lost.folder().resolve("file"), "data");

        assertNothingIsWritten(9, restore(file, "latest"), file.toString());

        assertEquals("data", Files.readString(file));
    }

    @Test
    void aTablespaceIsNotLaidOverTheOldOne() throws IOException {
        Map<String, Long> before = files(oldPlace);
        RunCommand command =
                RunCommand.of(
                        "restore",
                        "--to=latest",
                        "--target=" + lost.folder().resolve("new"),
                        "--config=" + lost.config());

        assertNothingIsWritten(9, command, oldPlace.toString());
        assertTrue(command.err().contains("--tablespace"), command.err());
        assertEquals(before, files(oldPlace));
    }

    @Test
    void aTablespaceThatTheBackupDoesNotHaveIsNamed() {
        assertNothingIsWritten(
                2,
                restore(
                        lost.folder().resolve("new"),
                        "latest",
                        "--tablespace=/no/such/place=" + lost.folder().resolve("other")),
                "/no/such/place");
    }

    @Test
    void aDiskThatIsTooSmallIsNamedBeforeAnythingIsWritten() throws Exception {
        Path disk = Files.createDirectory(lost.folder().resolve("disk"));

        Shell.Ran ran =
                new Shell(lost.folder())
                        .run(
                                onASmallDisk(disk)
                                        + " holdfast restore --to latest --target %s/new -c %s"
                                                .formatted(disk, lost.config())
                                        + " --tablespace %s=%s/space".formatted(oldPlace, disk)
                                        + "; code=$?; ls -A "
                                        + disk
                                        + "; exit $code'");

        assertRefused(9, ran.exitCode(), ran.err(), disk.toString(), "room");
        assertEquals("", ran.out());
    }

    @Test
    void aFullRepositoryIsNamedAndNothingIsListedThere() throws Exception {
        Path disk = Files.createDirectory(lost.folder().resolve("full"));
        Path config = lost.folder().resolve("full.yaml");
        Files.writeString(
                config,
                """
                cluster: bank
                masterKey: {file: master.key}
                repositories: [{name: small, directory: %s}]
                """
                        .formatted(disk));

        Shell.Ran ran =
                new Shell(lost.folder())
                        .run(
                                onASmallDisk(disk)
                                        + " dd if=/dev/zero of=%s/filler bs=1M 2> /dev/null;"
                                                .formatted(disk)
                                        + " holdfast init -c "
                                        + config
                                        + "; code=$?; ls -A "
                                        + disk
                                        + "; exit $code'");

        assertRefused(7, ran.exitCode(), ran.err(), "disk full", disk.toString());
        assertEquals("filler", ran.out().strip());
    }

    /** A disk of 4 MB, of which nothing remains. */
    private static String onASmallDisk(Path mountPoint) {
        return "unshare -r -m sh -c 'mount -t tmpfs -o size=4m none " + mountPoint + ";";
    }
}
