package io.holdfast.agent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBinariesTest {
    private static final int NEVER_PACKAGED = 97;

    private @TempDir Path folder;

    @Test
    void theFirstOfTheRightMajorOnThePathIsTaken() throws IOException {
        Path older = postgres("older", "postgres (PostgreSQL) 96.3");
        Path right = postgres("right", "postgres (PostgreSQL) 97beta2 (Debian 97~beta2-1)");

        ServerBinaries found =
                ServerBinaries.find(NEVER_PACKAGED, Optional.empty(), older + "::" + right);

        assertEquals(new ServerBinaries(NEVER_PACKAGED, right), found);
    }

    @Test
    void aMissingServerIsNamedWithItsMajor() throws IOException {
        Path other = postgres("other", "postgres (PostgreSQL) 96.3");

        HoldfastException none = refused(Optional.empty(), other.toString());
        HoldfastException wrong = refused(Optional.of(other), "");
        HoldfastException empty = refused(Optional.of(folder.resolve("nowhere")), "");

        assertEquals("server-binaries-missing", none.code());
        assertEquals("server-binaries-wrong-major", wrong.code());
        assertEquals("server-binaries-missing", empty.code());
        assertTrue(none.hint().contains("--pg-bin"), none.hint());
        assertTrue(none.hint().contains("/usr/lib/postgresql/97/bin"), none.hint());
    }

    @Test
    void aServerThatDoesNotRunIsNone() throws IOException {
        Path broken = postgres("broken", "postgres (PostgreSQL) 97.1'; exit 'x");

        assertEquals("server-binaries-missing", refused(Optional.of(broken), "").code());
    }

    private static HoldfastException refused(Optional<Path> given, String searchPath) {
        var refused =
                assertThrows(
                        HoldfastException.class,
                        () -> ServerBinaries.find(NEVER_PACKAGED, given, searchPath));
        assertEquals(ErrorCategory.CONFIGURATION, refused.category());
        return refused;
    }

    private Path postgres(String name, String answer) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name));
        Path program =
                Files.writeString(
                        directory.resolve("postgres"), "#!/bin/sh\necho '" + answer + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }
}
