package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PieceWindowTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Repositories repositories = new Repositories();
    private PieceWindow window;

    @BeforeEach
    void open() {
        repositories.add("one", new MemoryObjectStore());
        long room = 3 * piece(0).heldBytes();
        window = new PieceWindow(room, SHORT, System::nanoTime);
    }

    private CutObject piece(long number) {
        byte[] wal = {1};
        try (ContainerWriter writer = repositories.open(0).writer()) {
            return new CutObject(
                    new Lsn(number),
                    new Lsn(number + 1),
                    writer.seal(ContainerKind.PIECE, "p" + number, new byte[0], wal, 0, 1));
        }
    }

    private static long take(PieceWindow.Reader reader) throws InterruptedException {
        return assertInstanceOf(PieceWindow.Next.Ready.class, reader.next(SHORT)).number();
    }

    @Test
    void readersSeeObjectsInOrderAndThenTheEnd() throws Exception {
        PieceWindow.Reader reader = window.attach(new Lsn(0)).orElseThrow();
        window.add(piece(0));
        window.add(piece(1));

        assertEquals(0, take(reader));
        assertEquals(1, take(reader));
        assertInstanceOf(PieceWindow.Next.Nothing.class, reader.next(Duration.ZERO));
        window.close();
        assertInstanceOf(PieceWindow.Next.Closed.class, reader.next(SHORT));
    }

    @Test
    @DisplayName("T80: a reader that lags behind another loses its place, and memory stays bounded")
    void laggardLosesItsPlaceWhenThereIsNoRoom() throws Exception {
        PieceWindow.Reader fast = window.attach(new Lsn(0)).orElseThrow();
        PieceWindow.Reader slow = window.attach(new Lsn(0)).orElseThrow();
        long room = 3 * piece(0).heldBytes();

        for (int number = 0; number < 10; number++) {
            window.add(piece(number));
            fast.confirm(take(fast));
            assertTrue(window.heldBytes() <= room);
        }

        assertInstanceOf(PieceWindow.Next.Detached.class, slow.next(SHORT));
        assertEquals(Optional.empty(), window.attach(new Lsn(0)));
        assertTrue(window.attach(new Lsn(9)).isPresent());
        assertTrue(window.attach(new Lsn(10)).isPresent());
    }

    @Test
    void producerWaitsWhileNobodyHasTheOldestAndIsReleased() throws Exception {
        PieceWindow.Reader reader = window.attach(new Lsn(0)).orElseThrow();
        for (int number = 0; number < 3; number++) {
            window.add(piece(number));
        }
        CutObject fourth = piece(3);
        Thread producer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        window.add(fourth);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        Eventually.until(
                "the producer to wait", () -> producer.getState() == Thread.State.TIMED_WAITING);
        assertFalse(producer.join(SHORT));

        window.release();

        assertTrue(producer.join(Duration.ofSeconds(10)));
        assertEquals(0, take(reader));
    }
}
