package io.holdfast.repository.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every adapter and decorator of {@link ObjectStore} promises. */
public abstract class ObjectStoreContract {
    private ObjectStore store;

    /** Opens the store under test, empty; it is closed after the test. */
    protected abstract ObjectStore open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void whatWasPutIsReadBackWhole() {
        var bytes = random(100_000, 1);

        assertEquals(PutOutcome.CREATED, store.putIfAbsent("epochs/00000001", bytes, 100_000));

        assertArrayEquals(bytes, store.get("epochs/00000001").orElseThrow());
        assertEquals(Optional.of(100_000L), store.size("epochs/00000001"));
    }

    @Test
    void theLargestObjectOfTheFormatFits() {
        var bytes = random(ObjectNames.MAX_OBJECT_BYTES, 2);

        assertEquals(PutOutcome.CREATED, store.putIfAbsent("packs/1", bytes, bytes.length));

        assertArrayEquals(bytes, store.get("packs/1").orElseThrow());
    }

    @Test
    void anEmptyObjectIsAnObject() {
        assertEquals(PutOutcome.CREATED, store.putIfAbsent("empty", new byte[0], 0));

        assertEquals(0, store.get("empty").orElseThrow().length);
        assertEquals(Optional.of(0L), store.size("empty"));
        assertEquals(0, store.get("empty", 0, 10).orElseThrow().length);
        assertEquals(PutOutcome.ALREADY_EXISTS, store.putIfAbsent("empty", new byte[0], 0));
    }

    @Test
    void onlyTheFirstBytesOfTheArrayAreStoredAndItMayBeReused() {
        var bytes = "first, and rubbish".getBytes(UTF_8);

        store.putIfAbsent("a/b", bytes, 5);
        bytes[0] = 'X';

        assertEquals("first", text("a/b"));
    }

    @Test
    void aTakenNameIsRefusedAndItsObjectStays() {
        put("epochs/00000001", "winner");

        assertEquals(PutOutcome.ALREADY_EXISTS, put("epochs/00000001", "loser"));
        assertEquals(PutOutcome.ALREADY_EXISTS, put("epochs/00000001", "winner"));
        assertEquals("winner", text("epochs/00000001"));
    }

    @Test
    void ofConcurrentPutsExactlyOneCreatesAndItsBytesAreThere() throws Exception {
        for (var round = 0; round < 5; round++) {
            var name = "epochs/" + round;

            var outcomes = putConcurrently(name, 8);

            assertEquals(
                    1, Collections.frequency(outcomes, PutOutcome.CREATED), outcomes.toString());
            var winner = outcomes.indexOf(PutOutcome.CREATED);
            assertArrayEquals(random(50_000, winner), store.get(name).orElseThrow());
        }
    }

    private List<PutOutcome> putConcurrently(String name, int writers) throws Exception {
        var barrier = new CyclicBarrier(writers);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<PutOutcome>> puts = new ArrayList<>();
            for (var writer = 0; writer < writers; writer++) {
                var bytes = random(50_000, writer);
                puts.add(
                        () -> {
                            barrier.await();
                            return store.putIfAbsent(name, bytes, bytes.length);
                        });
            }
            List<PutOutcome> outcomes = new ArrayList<>();
            for (var result : executor.invokeAll(puts)) {
                outcomes.add(result.get());
            }
            return outcomes;
        }
    }

    @Test
    void aRangeEndsWhereTheObjectEnds() {
        put("wal/1", "0123456789");

        assertEquals("345", range("wal/1", 3, 3));
        assertEquals("0", range("wal/1", 0, 1));
        assertEquals("89", range("wal/1", 8, 100));
        assertEquals("0123456789", range("wal/1", 0, Integer.MAX_VALUE));
        assertEquals("", range("wal/1", 10, 5));
        assertEquals("", range("wal/1", 1_000, 5));
        assertEquals("", range("wal/1", 3, 0));
    }

    @Test
    void aFreeNameIsEmptyToEveryReader() {
        put("a/b", "x");

        assertEquals(Optional.empty(), store.get("a"));
        assertEquals(Optional.empty(), store.get("a/b2"));
        assertEquals(Optional.empty(), store.get("c/d/e"));
        assertEquals(Optional.empty(), store.get("a", 0, 1));
        assertEquals(Optional.empty(), store.get("a/b2", 0, 0));
        assertEquals(Optional.empty(), store.get("a/b/c", 5, 5));
        assertEquals(Optional.empty(), store.size("a"));
        assertEquals(Optional.empty(), store.size("a/b/c"));
    }

    @Test
    void aListingIsInTheOrderOfTheBytesOfWholeNames() {
        List.of("a/c", "a-b", "a.b", "a/B", "ab", "a0", "A", "a_b", "a/b/c", "a/b-c")
                .forEach(name -> put(name, name));

        assertEquals(
                List.of("A", "a-b", "a.b", "a/B", "a/b-c", "a/b/c", "a/c", "a0", "a_b", "ab"),
                names(store.list("", "")));
    }

    @Test
    void aListingKeepsToItsPrefixAndItsStart() {
        List.of("e/0001", "e/0002", "e/0003", "e/0003.x", "f/1", "d")
                .forEach(name -> put(name, ""));

        assertEquals(
                List.of("e/0001", "e/0002", "e/0003", "e/0003.x"), names(store.list("e/", "")));
        assertEquals(List.of("e/0003", "e/0003.x"), names(store.list("e/0003", "")));
        assertEquals(List.of("e/0003", "e/0003.x"), names(store.list("e/", "e/0002")));
        assertEquals(List.of("e/0003.x"), names(store.list("e/", "e/0003")));
        assertEquals(List.of("e/0002", "e/0003", "e/0003.x"), names(store.list("e/", "e/0001zz")));
        assertEquals(List.of("e/0001", "e/0002"), names(store.list("e/", "a")).subList(0, 2));
        assertEquals(List.of(), names(store.list("e/", "e/9")));
        assertEquals(List.of(), names(store.list("x/", "")));
        assertEquals(List.of("f/1"), names(store.list("", "e/zz")));
    }

    @Test
    void aListingTellsSizes() {
        put("a", "12345");
        put("b/c", "");

        assertEquals(
                List.of(new ObjectInfo("a", 5), new ObjectInfo("b/c", 0)),
                store.list("", "").objects());
    }

    @Test
    void aLongListingComesInPages() {
        IntStream.range(0, 1_002).forEach(n -> put("p/%04d".formatted(n), ""));

        var first = store.list("p/", "");
        var rest = store.list("p/", first.objects().getLast().name());
        var exactly = store.list("p/", "p/0001");

        assertEquals(1_000, first.objects().size());
        assertTrue(first.truncated());
        assertEquals(List.of("p/1000", "p/1001"), names(rest));
        assertFalse(rest.truncated());
        assertEquals(1_000, exactly.objects().size());
        assertFalse(exactly.truncated());
    }

    @Test
    void aPageMayBeAskedToBeSmall() {
        List.of("a/2", "a/b/1", "a/b/2", "a/b/3", "a/c", "b").forEach(name -> put(name, ""));

        var first = store.list("a/", "", 1);
        var next = store.list("a/", "a/2", 3);
        var exactly = store.list("a/", "a/b/2", 2);
        var none = store.list("a/", "a/c", 1);

        assertEquals(List.of("a/2"), names(first));
        assertTrue(first.truncated());
        assertEquals(List.of("a/b/1", "a/b/2", "a/b/3"), names(next));
        assertTrue(next.truncated());
        assertEquals(List.of("a/b/3", "a/c"), names(exactly));
        assertFalse(exactly.truncated());
        assertEquals(List.of(), names(none));
        assertFalse(none.truncated());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_001})
    void aPageThatNoStoreGivesIsADefectOfTheCaller(int max) {
        assertThrows(IllegalArgumentException.class, () -> store.list("", "", max));
    }

    @Test
    void aDeletedNameIsFreeAgain() {
        put("a/b/c", "old");
        put("a/d", "stays");

        store.delete("a/b/c");
        store.delete("a/b/c");
        store.delete("never/was");

        assertEquals(Optional.empty(), store.get("a/b/c"));
        assertEquals(List.of("a/d"), names(store.list("", "")));
        assertEquals(PutOutcome.CREATED, put("a/b/c", "new"));
        assertEquals("new", text("a/b/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", ".tmp-1", "a b", "ä"})
    void whatIsNotANameIsADefectOfTheCaller(String name) {
        assertThrows(IllegalArgumentException.class, () -> put(name, ""));
        assertThrows(IllegalArgumentException.class, () -> store.get(name));
        assertThrows(IllegalArgumentException.class, () -> store.get(name, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> store.size(name));
        assertThrows(IllegalArgumentException.class, () -> store.delete(name));
    }

    @Test
    void aStoreSaysWhereItIsAndClosesTwice() {
        assertFalse(store.describe().isBlank());

        store.close();
        store.close();
    }

    private PutOutcome put(String name, String content) {
        var bytes = content.getBytes(UTF_8);
        return store.putIfAbsent(name, bytes, bytes.length);
    }

    private String text(String name) {
        return new String(store.get(name).orElseThrow(), UTF_8);
    }

    private String range(String name, long offset, int length) {
        return new String(store.get(name, offset, length).orElseThrow(), UTF_8);
    }

    private static List<String> names(ObjectPage page) {
        return page.objects().stream().map(ObjectInfo::name).toList();
    }

    private static byte[] random(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
