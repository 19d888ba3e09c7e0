package io.holdfast.embedded.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int SILENCE_MILLIS = 200;
    private static final int DEADLINE_MILLIS = 10_000;

    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void setUp() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echoUntilClosed);
        proxy = FaultProxy.to("127.0.0.1", server.getLocalPort());
    }

    @AfterEach
    void tearDown() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwardsBothWaysAndCounts() throws IOException {
        try (var client = connect()) {
            send(client, "hello");

            assertEquals("hello", receive(client, 5));
            assertEquals(5, proxy.bytesForwarded(Direction.TO_SERVER));
            assertEquals(5, proxy.bytesForwarded(Direction.TO_CLIENT));
            assertEquals(1, proxy.connectionsAccepted());
        }
    }

    @Test
    void endOfStreamPassesThroughAndTheLinkIsForgotten() throws Exception {
        try (var client = connect()) {
            send(client, "bye");
            client.shutdownOutput();

            assertEquals("bye", receive(client, 3));
            assertEquals(-1, client.getInputStream().read());
        }
        awaitNoConnections();
    }

    @Test
    void cutsAfterExactlySoManyBytesAndOnlyOnce() throws IOException {
        proxy.cutAfterBytes(4, Direction.TO_CLIENT);
        try (var client = connect()) {
            send(client, "0123456789");

            assertEquals("0123", receive(client, 4));
            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        try (var client = connect()) {
            send(client, "again");

            assertEquals("again", receive(client, 5));
        }
        assertEquals(9, proxy.bytesForwarded(Direction.TO_CLIENT));
    }

    @Test
    void stallKeepsConnectionsOpenAndResumeLosesNothing() throws IOException {
        try (var client = connect()) {
            proxy.stall();
            send(client, "held");
            client.setSoTimeout(SILENCE_MILLIS);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());

            client.setSoTimeout(DEADLINE_MILLIS);
            proxy.resume();

            assertEquals("held", receive(client, 4));
        }
    }

    @Test
    void halfClosedTowardsTheClientStillCarriesTheOtherWay() throws Exception {
        try (var client = connect()) {
            send(client, "a");
            assertEquals("a", receive(client, 1));

            proxy.halfClose(Direction.TO_CLIENT);

            assertEquals(-1, client.getInputStream().read());
            send(client, "more");
            awaitForwarded(5, Direction.TO_SERVER);
        }
    }

    @Test
    void cutAllResetsOpenConnections() throws Exception {
        try (var client = connect()) {
            send(client, "a");
            assertEquals("a", receive(client, 1));

            proxy.cutAll();

            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        awaitNoConnections();
    }

    @Test
    void refusesNewConnectionsAndKeepsOpenOnes() throws IOException {
        try (var client = connect()) {
            send(client, "a");
            assertEquals("a", receive(client, 1));

            proxy.refuse();

            assertThrows(ConnectException.class, this::connect);
            send(client, "b");
            assertEquals("b", receive(client, 1));

            proxy.accept();
            try (var another = connect()) {
                send(another, "c");
                assertEquals("c", receive(another, 1));
            }
        }
    }

    @Test
    void throttledBytesTrickleAndArriveWholeOnceTheLimitIsGone() throws IOException {
        proxy.throttle(1);
        try (var client = connect()) {
            send(client, "ab");
            client.setSoTimeout(SILENCE_MILLIS);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());

            client.setSoTimeout(DEADLINE_MILLIS);
            proxy.throttle(0);

            assertEquals("ab", receive(client, 2));
        }
    }

    @Test
    void delayedBytesComeLater() throws IOException {
        proxy.delay(Duration.ofMillis(2L * SILENCE_MILLIS));
        try (var client = connect()) {
            send(client, "late");
            client.setSoTimeout(SILENCE_MILLIS);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());

            client.setSoTimeout(DEADLINE_MILLIS);

            assertEquals("late", receive(client, 4));
        }
    }

    @Test
    void clientOfAMissingServerIsCutOff() throws IOException {
        server.close();

        try (var client = connect()) {
            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
    }

    @Test
    void closeEndsEverythingAlsoWhileStalled() throws Exception {
        try (var client = connect()) {
            proxy.stall();
            send(client, "never");

            proxy.close();
            proxy.close();

            assertThrows(SocketException.class, () -> client.getInputStream().read());
            assertThrows(ConnectException.class, this::connect);
            awaitNoConnections();
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        var read = socket.getInputStream().readNBytes(bytes);
        assertEquals(bytes, read.length);
        return new String(read, StandardCharsets.US_ASCII);
    }

    private void awaitNoConnections() throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofMillis(DEADLINE_MILLIS).toNanos();
        while (proxy.openConnections() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertEquals(0, proxy.openConnections());
    }

    private void awaitForwarded(long bytes, Direction direction) throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofMillis(DEADLINE_MILLIS).toNanos();
        while (proxy.bytesForwarded(direction) < bytes && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertEquals(bytes, proxy.bytesForwarded(direction));
    }

    private void echoUntilClosed() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The proxy reset this connection, as the test asked it to.
            return;
        }
    }
}
