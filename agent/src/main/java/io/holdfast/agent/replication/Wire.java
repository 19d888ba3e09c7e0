package io.holdfast.agent.replication;

import io.holdfast.postgres.wire.BackendDecoder;
import io.holdfast.postgres.wire.BackendMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One socket, as messages. Frames are cut on the reading thread, so that an event loop only queues
 * bytes. One thread reads; any thread writes and closes.
 */
final class Wire {
    /** The longest body that is believed: a walsender sends 128 KiB of WAL at most. */
    static final int MAX_BODY_BYTES = 4 << 20;

    private final NetSocket socket;
    private final Context context;
    private final Inbox inbox;
    private final LongSupplier nanoTime;
    private final String address;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean closedHere;

    private Wire(
            NetSocket socket,
            Context context,
            String address,
            long bufferBytes,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.context = context;
        this.address = address;
        this.nanoTime = nanoTime;
        this.inbox = new Inbox(bufferBytes, nanoTime, new SocketValve());
    }

    /** On the event loop of a socket that has just been connected. */
    static Wire over(
            NetSocket socket,
            Context context,
            String address,
            long bufferBytes,
            LongSupplier nanoTime) {
        var wire = new Wire(socket, context, address, bufferBytes, nanoTime);
        socket.handler(wire.inbox::offer);
        socket.exceptionHandler(thrown -> wire.failure.compareAndSet(null, thrown));
        socket.closeHandler(ignored -> wire.onClose());
        return wire;
    }

    /** The next message within {@code timeout}; a message that came in part is kept for later. */
    Optional<BackendMessage> poll(Duration timeout) {
        var deadline = Deadline.after(nanoTime, timeout);
        if (!await(BackendDecoder.HEADER_SIZE, deadline.remaining())) {
            return Optional.empty();
        }
        byte[] header = new byte[BackendDecoder.HEADER_SIZE];
        inbox.peek(header);
        int length = ByteBuffer.wrap(header).getInt(1);
        int bodyLength = BackendDecoder.bodyLength(header[0], length, MAX_BODY_BYTES);
        if (!await(header.length + bodyLength, deadline.remaining())) {
            return Optional.empty();
        }
        inbox.take(header);
        byte[] body = new byte[bodyLength];
        inbox.take(body);
        return Optional.of(BackendDecoder.decode(header[0], ByteBuffer.wrap(body)));
    }

    /** The answer to a request for TLS, which is no message; an error's {@code E} stays. */
    byte readTlsAnswer(Deadline deadline) {
        if (!await(1, deadline.remaining())) {
            throw Refusals.timedOut(address, "the answer to the request for TLS");
        }
        byte[] answer = new byte[1];
        inbox.peek(answer);
        if (answer[0] != 'E') {
            inbox.take(answer);
        }
        if (answer[0] == 'S' && inbox.buffered() > 0) {
            // Bytes in clear that would be taken for encrypted ones (CVE-2021-23222).
            throw Refusals.notPostgres(address, "it sent bytes between its answer and TLS");
        }
        return answer[0];
    }

    Future<Void> send(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return socket.write(Buffer.buffer(bytes));
    }

    Future<Void> upgradeToTls(ClientSSLOptions options) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> socket.upgradeToSsl(options).onComplete(done));
        return done.future();
    }

    /** Of the server; empty without TLS. */
    Optional<X509Certificate> certificate() {
        if (!socket.isSsl()) {
            return Optional.empty();
        }
        try {
            Certificate first = socket.sslSession().getPeerCertificates()[0];
            return first instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            throw Refusals.tlsFailed(address, e);
        }
    }

    boolean isEncrypted() {
        return socket.isSsl();
    }

    boolean isToThisMachine() {
        var host = socket.remoteAddress().hostAddress();
        return host != null && (host.startsWith("127.") || host.equals("0:0:0:0:0:0:0:1"));
    }

    /** Flushes what was sent and closes. Idempotent; wakes the reader. */
    void close() {
        closedHere = true;
        inbox.close(null);
        socket.close();
    }

    boolean isOpen() {
        return !inbox.isClosed();
    }

    long bufferedBytes() {
        return inbox.buffered();
    }

    long lastReceived() {
        return inbox.lastReceived();
    }

    String address() {
        return address;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    private boolean await(int bytes, Duration timeout) {
        try {
            if (inbox.await(bytes, timeout)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(address, e);
        }
        if (inbox.isClosed()) {
            throw closedHere
                    ? Refusals.closedHere(address)
                    : Refusals.connectionLost(address, inbox.cause());
        }
        return false;
    }

    /** Bytes that waited behind the valve are delivered before the end is. */
    private void onClose() {
        inbox.liftLimit();
        socket.resume();
        context.runOnContext(ignored -> inbox.close(failure.get()));
    }

    private final class SocketValve implements Inbox.Valve {
        @Override
        public void shut() {
            socket.pause();
        }

        @Override
        public void open() {
            context.runOnContext(
                    ignored -> {
                        // More may have come, and shut the valve again, since this was asked for.
                        if (!inbox.isShut()) {
                            socket.resume();
                        }
                    });
        }
    }
}
