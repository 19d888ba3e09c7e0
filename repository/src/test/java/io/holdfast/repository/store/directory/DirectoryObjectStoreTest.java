package io.holdfast.repository.store.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ObjectStoreContract;
import io.holdfast.repository.store.PutOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest extends ObjectStoreContract {
    @TempDir private Path directory;

    @Override
    protected ObjectStore open() {
        return DirectoryObjectStore.open(directory.resolve("repository"));
    }

    @Test
    void aFileOfTheNameIsAllThatAPutLeavesBehind() throws IOException {
        var store = open();

        store.putIfAbsent("a/b", new byte[10], 10);
        store.putIfAbsent("a/b", new byte[20], 20);

        assertEquals(List.of("a/b"), files());
    }

    @Test
    void theTemporaryFileOfACrashIsNeitherListedNorInTheWay() throws IOException {
        var store = open();
        store.putIfAbsent("a/b", new byte[3], 3);
        Files.write(directory.resolve("repository/a/.tmp-0815"), new byte[7]);

        assertEquals(List.of(new ObjectInfo("a/b", 3)), store.list("", "").objects());
        assertEquals(PutOutcome.CREATED, store.putIfAbsent("a/c", new byte[3], 3));
    }

    @Test
    void directoriesThatHoldNothingDoNotFillAPage() throws IOException {
        var store = open();
        for (var name : List.of("a", "b/c", "d", "e")) {
            Files.createDirectories(directory.resolve("repository/" + name));
        }
        store.putIfAbsent("f/1", new byte[3], 3);
        store.putIfAbsent("g", new byte[3], 3);

        var first = store.list("", "", 1);
        var second = store.list("", "f/1", 1);

        assertEquals(List.of(new ObjectInfo("f/1", 3)), first.objects());
        assertTrue(first.truncated());
        assertEquals(List.of(new ObjectInfo("g", 3)), second.objects());
        assertFalse(second.truncated());
    }

    @Test
    void everyOneOfTheFirstPutsFindsTheDirectoryThatAnotherMakes() throws Exception {
        int writers = 64;
        var barrier = new CyclicBarrier(writers);
        for (int round = 0; round < 100; round++) {
            ObjectStore store = DirectoryObjectStore.open(directory.resolve("new-" + round));
            Callable<PutOutcome> put =
                    () -> {
                        String name = "writers/" + barrier.await();
                        return store.putIfAbsent(name, new byte[3], 3);
                    };
            try (var threads = Executors.newFixedThreadPool(writers)) {
                for (var done : threads.invokeAll(Collections.nCopies(writers, put))) {
                    assertEquals(PutOutcome.CREATED, done.get());
                }
            }
        }
    }

    @Test
    void whoOnlyLooksMakesNoDirectory() {
        var store = open();

        assertEquals(Optional.empty(), store.get("a/b"));
        assertEquals(List.of(), store.list("", "").objects());
        assertFalse(Files.exists(directory.resolve("repository")));
        assertEquals(PutOutcome.CREATED, store.putIfAbsent("a/b", new byte[3], 3));
        assertTrue(store.get("a/b").isPresent());
    }

    @Test
    void nothingIsPutIntoTheEmptyPlaceOfADirectoryThatWentAway() throws IOException {
        var store = open();
        var place = takeAway(store);

        assertGone(() -> store.putIfAbsent("a/c", new byte[3], 3));
        Files.createDirectory(place);

        assertGone(() -> store.putIfAbsent("a/c", new byte[3], 3));
        assertGone(() -> store.get("a/b"));
        assertGone(() -> store.size("a/b"));
        assertGone(() -> store.list("", ""));
        assertGone(() -> store.delete("a/b"));
        try (var left = Files.list(place)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aDirectoryThatCameBackIsKnownByItsFiles() throws IOException {
        var store = open();
        var place = takeAway(store);
        // as a file system that is mounted again: another directory, and the same files
        Files.createDirectories(place.resolve("a"));
        assertGone(() -> store.get("a/c"));

        Files.move(directory.resolve("elsewhere/a/b"), place.resolve("a/b"));

        assertEquals(PutOutcome.CREATED, store.putIfAbsent("a/c", new byte[3], 3));
        assertTrue(store.get("a/b").isPresent());
    }

    /** With one object, a/b, in it. Returns its place. */
    private Path takeAway(ObjectStore store) throws IOException {
        store.putIfAbsent("a/b", new byte[3], 3);
        var place = directory.resolve("repository");
        Files.move(place, directory.resolve("elsewhere"));
        return place;
    }

    private static void assertGone(Executable use) {
        var refused = assertThrows(HoldfastException.class, use);
        assertEquals("repository-directory-gone", refused.code());
    }

    @Test
    void filesOfOthersAreNotListed() throws IOException {
        var store = open();
        Files.createDirectories(directory.resolve("repository/lost+found"));
        Files.write(directory.resolve("repository/lost+found/x"), new byte[7]);
        Files.write(directory.resolve("repository/a file"), new byte[7]);

        assertEquals(List.of(), store.list("", "").objects());
    }

    @Test
    void aFullDiskIsNamedAndLeavesNothing() throws IOException {
        var store = failing(new IOException("words that nobody may read"), _ -> 99L);

        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> store.putIfAbsent("a/b", new byte[100], 100));

        assertEquals(ErrorCategory.REPOSITORY, failure.category());
        assertEquals("repository-full", failure.code());
        assertTrue(String.valueOf(failure.getMessage()).startsWith("disk full"));
        assertEquals(List.of(), files());
        assertEquals(Optional.empty(), store.get("a/b"));
    }

    @Test
    void anotherFailureOfTheDiskIsNotCalledFull() throws IOException {
        var store = failing(new IOException("input/output error"), _ -> 1_000L);

        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> store.putIfAbsent("a/b", new byte[100], 100));

        assertEquals("repository-directory-failed", failure.code());
        assertEquals(List.of(), files());
    }

    private DirectoryObjectStore failing(IOException failure, ToLongFunction<Path> usable)
            throws IOException {
        return new DirectoryObjectStore(
                directory,
                new FileCreator(
                        directory,
                        (path, bytes, length) -> {
                            FileCreator.write(path, bytes, length / 2);
                            throw failure;
                        }),
                new DirectoryErrors(directory, usable));
    }

    @Test
    @DisplayName("a path of which more than the last component is missing was not mounted")
    void aDirectoryOfWhichMoreIsMissingIsRefused() {
        var failure =
                assertThrows(
                        HoldfastException.class,
                        () -> DirectoryObjectStore.open(directory.resolve("not/mounted")));

        assertEquals("repository-directory-missing", failure.code());
        assertEquals(ErrorCategory.CONFIGURATION, failure.category());
        assertFalse(Files.exists(directory.resolve("not")));
    }

    @Test
    void putsSurviveThatExpiryRemovesTheirEmptyDirectory() throws Exception {
        var store = open();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> putter = () -> repeat(store, "d/e/a");
            Callable<Integer> other = () -> repeat(store, "d/e/b");
            for (var result : executor.invokeAll(List.of(putter, other))) {
                assertEquals(50, result.get());
            }
        }

        assertEquals(List.of(), store.list("", "").objects());
        assertFalse(Files.exists(directory.resolve("repository/d")));
    }

    private static int repeat(ObjectStore store, String name) {
        var created = 0;
        for (var n = 0; n < 50; n++) {
            if (store.putIfAbsent(name, new byte[1], 1) == PutOutcome.CREATED) {
                created++;
            }
            store.delete(name);
        }
        return created;
    }

    private List<String> files() throws IOException {
        var root = directory.resolve("repository");
        var base = Files.exists(root) ? root : directory;
        try (var walk = Files.walk(base)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> base.relativize(path).toString())
                    .toList();
        }
    }
}
