package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Installation INSTALLATION =
            Binaries.unpacked(17, Binaries.cacheDirectory(System.getenv()));
    private static final ClusterKind KIND =
            new ClusterKind(INSTALLATION, 1, true, AuthMethod.TRUST, true);

    /** Run in a JVM of its own: makes the template in the directory it is given. */
    static final class Make {
        private Make() {}

        public static void main(String[] args) throws IOException {
            Template.of(KIND, Path.of(args[0]));
        }
    }

    @Test
    void processesAndThreadsMakingItAtOnceAllFindOneWholeTemplate(
            @TempDir Path cache, @TempDir Path copies) throws Exception {
        var other = Jvm.start(Make.class, cache.toString());
        List<Callable<Template>> makings =
                List.of(() -> Template.of(KIND, cache), () -> Template.of(KIND, cache));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = threads.invokeAll(makings);

            var template = results.getFirst().get();
            assertEquals(template, results.getLast().get());
            assertEquals(0, other.waitFor());
            template.copy(copies.resolve("one"));
            assertEquals(List.of(), halves(cache));
        }
    }

    @Test
    void whatAKilledMakerLeftIsNotTakenForWhole(@TempDir Path cache, @TempDir Path copies)
            throws Exception {
        var maker = Jvm.start(Make.class, cache.toString());
        try {
            assertTrue(Poll.until(Duration.ofSeconds(30), () -> someDataIn(cache)));
        } finally {
            maker.destroyForcibly().waitFor();
        }
        assertFalse(Files.exists(cache.resolve(KIND.name())));

        Template.of(KIND, cache).copy(copies.resolve("one"));

        assertTrue(Files.exists(copies.resolve("one/global/pg_control")));
    }

    @Test
    void halfOfADeadMakerIsDeleted(@TempDir Path cache) throws Exception {
        var half = cache.resolve(Cached.halfPrefix(KIND.name()) + "1");
        Files.createDirectories(half.resolve("whole/data/base"));

        Template.of(KIND, cache);

        assertEquals(List.of(), halves(cache));
    }

    @Test
    void copyHasEverythingWithItsMode(@TempDir Path copies) throws Exception {
        var template = Template.of(KIND, Binaries.cacheDirectory(System.getenv()));
        var copy = copies.resolve("one");

        template.copy(copy);

        assertEquals(tree(template.data()), tree(copy));
        assertEquals("drwx------ ", tree(copy).get(""));
        assertEquals("-rw------- 3", tree(copy).get("PG_VERSION"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data/base/1/1259", "data/pg_wal/archive_status", "complete"})
    void templateThatLostSomethingIsNamed(String lost, @TempDir Path cache, @TempDir Path copies)
            throws Exception {
        var template = Template.of(KIND, cache);
        Files.delete(template.home().resolve(lost));

        var failure =
                assertThrows(HoldfastException.class, () -> template.copy(copies.resolve("one")));

        assertEquals("embedded-postgres-template-damaged", failure.code());
        assertTrue(
                String.valueOf(failure.getMessage()).contains(template.home().toString()),
                failure.getMessage());
        assertFalse(Files.exists(copies.resolve("one")));
    }

    @Test
    void kindsThatDifferHaveDifferentNames() {
        var older = new Installation(17, "17.1", Path.of("/cache/postgres-17.1"));

        assertEquals(
                KIND.name(), new ClusterKind(INSTALLATION, 1, true, AuthMethod.TRUST, true).name());
        for (var other :
                List.of(
                        new ClusterKind(older, 1, true, AuthMethod.TRUST, true),
                        new ClusterKind(INSTALLATION, 2, true, AuthMethod.TRUST, true),
                        new ClusterKind(INSTALLATION, 1, false, AuthMethod.TRUST, true),
                        new ClusterKind(INSTALLATION, 1, true, AuthMethod.MD5, true),
                        new ClusterKind(INSTALLATION, 1, true, AuthMethod.TRUST, false))) {
            assertNotEquals(KIND.name(), other.name());
        }
    }

    private static boolean someDataIn(Path cache) {
        try {
            return halves(cache).stream()
                    .anyMatch(half -> Files.exists(half.resolve("whole/data/PG_VERSION")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> halves(Path cache) throws IOException {
        try (var all = Files.list(cache)) {
            return all.filter(one -> one.getFileName().toString().contains(".making-")).toList();
        }
    }

    /** Mode, and size of files, by path. */
    private static Map<String, String> tree(Path root) throws IOException {
        var tree = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (var one : all.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(one));
                tree.put(
                        root.relativize(one).toString(),
                        Files.isDirectory(one)
                                ? "d" + mode + " "
                                : "-" + mode + " " + Files.size(one));
            }
        }
        return tree;
    }
}
