package io.holdfast.embedded.net;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 that forwards every connection to one server until it is told to fail.
 * Faults apply to all connections, present and future, until taken back. Safe from any thread.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final InetSocketAddress target;
    private final Faults faults = new Faults();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final int port;
    private @Nullable Listener listener;

    private record Listener(ServerSocket socket, Thread acceptor) {}

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.port = listen(0);
    }

    /** A running proxy, on a free port, to a server that need not run yet. */
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw cannotListen(0, e);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /**
     * Lets exactly {@code bytes} more bytes pass this way, over all connections together, then cuts
     * all connections, once. New connections are accepted and not cut again.
     */
    public void cutAfterBytes(long bytes, Direction direction) {
        faults.cutAfter(bytes, direction);
    }

    /** Forwards nothing more, yet keeps connections open and accepts new ones. */
    public void stall() {
        faults.stall(true);
    }

    /** Takes back {@link #stall()}; what was held back passes. */
    public void resume() {
        faults.stall(false);
    }

    /** Ends one direction of every open connection: its receiver reads an end of stream. */
    public void halfClose(Direction direction) {
        links.forEach(link -> link.halfClose(direction));
    }

    /** Resets every open connection (RST), on both sides. */
    public void cutAll() {
        links.forEach(Link::cut);
    }

    /** Refuses new connections, as if nothing listened; open ones stay. */
    public synchronized void refuse() {
        if (listener != null) {
            close(listener.socket());
            awaitEnd(listener.acceptor());
            listener = null;
        }
    }

    /** Takes back {@link #refuse()}, on the same port. */
    public synchronized void accept() {
        if (listener == null) {
            try {
                listen(port);
            } catch (IOException e) {
                throw cannotListen(port, e);
            }
        }
    }

    /** Limits each connection and direction; 0 takes the limit back. */
    public void throttle(long bytesPerSecond) {
        faults.throttle(bytesPerSecond);
    }

    /** Holds every chunk for this long before it is forwarded; zero takes it back. */
    public void delay(Duration each) {
        faults.delay(each);
    }

    /** Bytes handed on this way since the start, over all connections. */
    public long bytesForwarded(Direction direction) {
        return faults.forwarded(direction);
    }

    /** Connections accepted since the start. */
    public long connectionsAccepted() {
        return accepted.get();
    }

    public int openConnections() {
        return links.size();
    }

    /** Refuses, then cuts everything. Idempotent. */
    @Override
    public void close() {
        refuse();
        cutAll();
        // after the cut: what was held back must not pass any more
        faults.stall(false);
    }

    void forget(Link link) {
        links.remove(link);
    }

    private synchronized int listen(int onPort) throws IOException {
        var opening = new ServerSocket();
        // Connections accepted before a refuse() may still hold the port.
        opening.setReuseAddress(true);
        try {
            opening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), BACKLOG);
        } catch (IOException e) {
            opening.close();
            throw e;
        }
        var acceptor = Thread.ofVirtual().name("fault-proxy").start(() -> acceptAll(opening));
        listener = new Listener(opening, acceptor);
        return opening.getLocalPort();
    }

    private void acceptAll(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                var link = new Link(from.accept(), faults, this);
                accepted.incrementAndGet();
                links.add(link);
                Thread.ofVirtual().start(() -> link.open(target));
                if (from.isClosed()) {
                    // Accepted while close() cut the others.
                    link.cut();
                }
            } catch (IOException e) {
                // The only way to end an accept() is to close its socket.
                close(from);
            }
        }
    }

    /** Until its accept() has ended, the system still takes connections for the closed socket. */
    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw cannotListen(socket.getLocalPort(), e);
        }
    }

    private static HoldfastException cannotListen(int port, IOException cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "fault-proxy-listen-failed",
                "cannot listen on port " + port + ": " + cause.getMessage(),
                "Try again; another program may hold the port.",
                cause);
    }
}
