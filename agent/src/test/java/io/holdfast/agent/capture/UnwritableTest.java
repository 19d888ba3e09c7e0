package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Repositories;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwritableTest {
    private final HoldfastException full =
            new HoldfastException(ErrorCategory.REPOSITORY, "test-full", "full", "Make room.");

    private final List<CaptureEvent> events = new ArrayList<>();
    private final Unwritable unwritable = new Unwritable(events::add);
    private final Repositories repositories = new Repositories();
    private final ClusterRepository one = opened("one");
    private final ClusterRepository two = opened("two");

    private ClusterRepository opened(String name) {
        repositories.add(name, new MemoryObjectStore());
        return repositories.open(repositories.openers().size() - 1);
    }

    private void fail(ClusterRepository repository) {
        assertThrows(
                HoldfastException.class,
                () ->
                        unwritable.writing(
                                repository,
                                () -> {
                                    throw full;
                                }));
    }

    @Test
    void whatLetsNothingBePutIsLeftOutAndToldOnce() {
        fail(one);

        assertTrue(unwritable.isNews());
        assertFalse(unwritable.isNews());
        assertEquals(List.of(two), unwritable.without(List.of(one, two)));

        fail(two);
        assertThrows(HoldfastException.class, () -> unwritable.without(List.of(one, two)));

        assertEquals(List.of(one, two), unwritable.without(List.of(one, two)));
        fail(one);
        fail(two);
        assertEquals(
                List.of(
                        new CaptureEvent.LaneFailed("one", full),
                        new CaptureEvent.LaneFailed("two", full)),
                events);
    }

    @Test
    void anEpochThatWasTakenForgetsIt() {
        fail(one);
        unwritable.clear();

        assertFalse(unwritable.isNews());
        assertEquals(List.of(one, two), unwritable.without(List.of(one, two)));

        fail(one);
        assertEquals(2, events.size());
    }
}
