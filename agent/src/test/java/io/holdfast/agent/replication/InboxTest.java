package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InboxTest {
    private static final Duration NOW = Duration.ZERO;

    private final List<String> valve = new ArrayList<>();
    private final Inbox inbox =
            new Inbox(
                    10,
                    () -> 42,
                    new Inbox.Valve() {
                        @Override
                        public void shut() {
                            valve.add("shut");
                        }

                        @Override
                        public void open() {
                            valve.add("open");
                        }
                    });

    @Test
    void bytesAreTakenAcrossTheBordersOfChunks() throws Exception {
        inbox.offer(bytes(1, 2, 3));
        inbox.offer(bytes(4));
        inbox.offer(bytes(5, 6));
        var peeked = new byte[2];
        var first = new byte[4];
        var second = new byte[2];

        assertTrue(inbox.await(6, NOW));
        inbox.peek(peeked);
        inbox.take(first);
        inbox.take(second);

        assertArrayEquals(new byte[] {1, 2}, peeked);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, first);
        assertArrayEquals(new byte[] {5, 6}, second);
        assertEquals(0, inbox.buffered());
    }

    @Test
    void theValveIsShutWhenFullAndOpenedAtTheHalf() {
        inbox.offer(Buffer.buffer(new byte[9]));
        assertEquals(List.of(), valve);
        inbox.offer(Buffer.buffer(new byte[3]));
        assertEquals(List.of("shut"), valve);
        inbox.take(new byte[6]);
        assertEquals(List.of("shut"), valve);

        inbox.take(new byte[1]);

        assertEquals(List.of("shut", "open"), valve);
    }

    @Test
    void aMessageLargerThanTheBufferStillGetsThrough() throws Exception {
        inbox.offer(Buffer.buffer(new byte[12]));

        var here = inbox.await(20, NOW);

        assertFalse(here);
        assertEquals(List.of("shut", "open"), valve);
        inbox.offer(Buffer.buffer(new byte[8]));
        assertTrue(inbox.await(20, NOW));
    }

    @Test
    void whatCameBeforeTheEndCanStillBeTaken() throws Exception {
        inbox.offer(bytes(7));
        inbox.close(null);

        assertTrue(inbox.await(1, NOW));
        assertFalse(inbox.await(2, Client.PATIENCE));
        assertTrue(inbox.isClosed());
    }

    private static Buffer bytes(int... values) {
        var buffer = Buffer.buffer();
        for (int value : values) {
            buffer.appendByte((byte) value);
        }
        return buffer;
    }
}
