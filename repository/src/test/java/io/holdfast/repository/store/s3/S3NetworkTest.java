package io.holdfast.repository.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.net.Direction;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.Interruptions;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.store.RetryListener;
import io.holdfast.repository.store.RetryPolicy;
import io.holdfast.repository.store.RetryTiming;
import io.holdfast.repository.store.RetryingObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls when the network fails between here and a real S3 server. */
@Timeout(120)
final class S3NetworkTest {
    private static final S3Deadlines SHORT =
            new S3Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(20));
    private static final EmbeddedS3 S3 = TestSettings.startS3();

    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", S3.endpoint().getPort());
    private final S3Settings settings =
            TestSettings.at("http://127.0.0.1:" + proxy.port()).withDeadlines(SHORT);
    private final S3ObjectStore store = S3ObjectStore.open(settings);

    @AfterAll
    static void stop() {
        S3.close();
    }

    @BeforeEach
    void warmUp() {
        store.putIfAbsent("there", new byte[100_000], 100_000);
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    @Test
    @DisplayName("T69: a put whose answer is lost has taken effect, and its retry meets it")
    void aLostAnswerIsMetByTheRetry() {
        var bytes = random(200_000);
        proxy.cutAfterBytes(1, Direction.TO_CLIENT);

        assertEquals(PutOutcome.ALREADY_EXISTS, retrying().putIfAbsent("a", bytes, bytes.length));

        assertArrayEquals(bytes, store.get("a").orElseThrow());
    }

    @Test
    void aPutThatIsCutStoresNothingAndSucceedsLater() {
        var bytes = random(5_000_000);
        proxy.cutAfterBytes(1_000_000, Direction.TO_SERVER);

        var failure =
                assertThrows(
                        HoldfastException.class, () -> store.putIfAbsent("a", bytes, bytes.length));

        assertEquals(ErrorCategory.TRANSIENT, failure.category());
        assertEquals(Optional.empty(), store.get("a"));
        assertEquals(PutOutcome.CREATED, retrying().putIfAbsent("a", bytes, bytes.length));
    }

    @Test
    void aGetThatIsCutIsTransient() {
        proxy.cutAfterBytes(50_000, Direction.TO_CLIENT);

        var failure = assertThrows(HoldfastException.class, () -> store.get("there"));

        assertEquals("repository-connection-cut", failure.code());
        assertEquals(ErrorCategory.TRANSIENT, failure.category());
        assertEquals(100_000, store.get("there").orElseThrow().length);
    }

    @Test
    @DisplayName("T80: a connection on which nothing moves ends at the idle deadline")
    void aStalledConnectionEnds() {
        proxy.stall();

        var failure = assertThrows(HoldfastException.class, () -> store.get("there"));

        assertEquals("repository-timeout", failure.code());
        assertEquals(ErrorCategory.TRANSIENT, failure.category());
    }

    @Test
    @DisplayName("T80: a call that trickles ends at the total deadline")
    void aTricklingCallEnds() {
        var total =
                new S3Deadlines(
                        Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(2));
        proxy.throttle(10_000);
        try (var slow = S3ObjectStore.open(settings.withDeadlines(total))) {
            var failure = assertThrows(HoldfastException.class, () -> slow.get("there"));

            assertEquals("repository-timeout", failure.code());
        }
    }

    @Test
    void aPooledConnectionThatWasHalfClosedIsTransientAtWorst() {
        proxy.halfClose(Direction.TO_CLIENT);

        assertEquals(100_000, retrying().get("there").orElseThrow().length);
    }

    @Test
    void aRefusedConnectionIsUnreachable() {
        proxy.refuse();
        proxy.cutAll();

        var failure = assertThrows(HoldfastException.class, this::putFresh);

        assertEquals(ErrorCategory.TRANSIENT, failure.category());
        assertEquals("repository-unreachable", eventually(failure).code());
    }

    // The pooled connection may still have looked alive to the first attempt.
    private HoldfastException eventually(HoldfastException first) {
        return first.code().equals("repository-unreachable")
                ? first
                : assertThrows(HoldfastException.class, this::putFresh);
    }

    private void putFresh() {
        store.putIfAbsent("fresh", new byte[1], 1);
    }

    @Test
    void anUnknownHostIsUnreachable() {
        try (var nowhere = S3ObjectStore.open(TestSettings.at("http://nowhere.invalid"))) {
            var failure = assertThrows(HoldfastException.class, () -> nowhere.get("a"));

            assertEquals("repository-unreachable", failure.code());
            assertTrue(String.valueOf(failure.getMessage()).contains("nowhere.invalid"));
        }
    }

    @Test
    void aPortThatSpeaksSomethingElseIsNotS3() throws IOException {
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> greet(socket));
            var endpoint = "http://127.0.0.1:" + socket.getLocalPort();
            try (var wrong = S3ObjectStore.open(TestSettings.at(endpoint))) {
                var failure = assertThrows(HoldfastException.class, () -> wrong.get("a"));

                assertEquals("repository-not-s3", failure.code());
                assertEquals(ErrorCategory.CONFIGURATION, failure.category());
            }
        }
    }

    private static void greet(ServerSocket socket) {
        try (var client = socket.accept()) {
            client.getOutputStream().write("220 mail.example.com ESMTP\r\n\r\n".getBytes(US_ASCII));
            client.getOutputStream().flush();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptionEndsACallThatHangs() throws Exception {
        var patient = S3ObjectStore.open(settings.withDeadlines(S3Deadlines.DEFAULT));
        proxy.stall();
        var result = new CompletableFuture<HoldfastException>();
        var caller =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        result.complete(
                                                assertThrows(
                                                        HoldfastException.class,
                                                        () -> patient.get("there"))));
        awaitAnotherConnection();

        caller.interrupt();

        assertEquals(Interruptions.CODE, result.get(30, TimeUnit.SECONDS).code());
        patient.close();
    }

    private void awaitAnotherConnection() throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (proxy.connectionsAccepted() < 2 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertEquals(2, proxy.connectionsAccepted());
    }

    private ObjectStore retrying() {
        var policy =
                new RetryPolicy(
                        Duration.ofMillis(1),
                        Duration.ofMillis(50),
                        Optional.of(Duration.ofSeconds(60)));
        return new RetryingObjectStore(
                store, policy, RetryTiming.system(new Random(1)), RetryListener.NONE);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
