package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    /** Run in a JVM of its own: unpacks into the directory it is given. */
    static final class Unpack {
        private Unpack() {}

        public static void main(String[] args) {
            Binaries.unpacked(18, Path.of(args[0]));
        }
    }

    @Test
    void processesAndThreadsUnpackingAtOnceAllFindOneWholeInstallation(@TempDir Path cache)
            throws Exception {
        var other = Jvm.start(Unpack.class, cache.toString());
        List<Callable<Installation>> unpackings =
                List.of(() -> Binaries.unpacked(18, cache), () -> Binaries.unpacked(18, cache));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = threads.invokeAll(unpackings);

            assertEquals(results.getFirst().get(), results.getLast().get());
            assertEquals(0, other.waitFor());
            assertInstalled(results.getFirst().get());
        }
    }

    @Test
    void whatADeadProcessLeftHalfUnpackedIsReplaced(@TempDir Path cache) throws Exception {
        var home = Binaries.unpacked(17, cache).home();
        var half = cache.resolve(Cached.halfPrefix(home.getFileName().toString()) + "1");
        Files.createDirectory(half);
        Files.move(home, half.resolve("whole"));
        Files.delete(half.resolve("whole/bin/postgres"));

        assertInstalled(Binaries.unpacked(17, cache));
        assertFalse(Files.exists(half));
    }

    @Test
    void cacheIsWhereTheEnvironmentSays() {
        var home = Path.of(System.getProperty("user.home"), ".cache", "holdfast");

        assertEquals(
                Path.of("/a"),
                Binaries.cacheDirectory(Map.of("HOLDFAST_CACHE", "/a", "XDG_CACHE_HOME", "/b")));
        assertEquals(
                Path.of("/b/holdfast"), Binaries.cacheDirectory(Map.of("XDG_CACHE_HOME", "/b")));
        assertEquals(home, Binaries.cacheDirectory(Map.of()));
    }

    private static void assertInstalled(Installation installation) throws Exception {
        assertTrue(Files.isExecutable(installation.program("postgres")));
        assertFalse(
                Files.isExecutable(installation.home().resolve("share/postgresql/postgres.bki")));
        try (var libraries = Files.list(installation.home().resolve("lib"))) {
            assertTrue(libraries.anyMatch(Files::isSymbolicLink));
        }
    }
}
