package io.holdfast.embedded.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection and the one to the server behind it, with a thread for each direction.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int CHUNK = 64 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final Faults faults;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final FaultProxy proxy;

    Link(Socket client, Faults faults, FaultProxy proxy) {
        this.client = client;
        this.faults = faults;
        this.proxy = proxy;
    }

    /** A client whose server cannot be reached is cut off, as a refused connection would be. */
    void open(InetSocketAddress target) {
        try {
            client.setTcpNoDelay(true);
            server.connect(target);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            cut();
            return;
        }
        Thread.ofVirtual().start(() -> pump(client, server, Direction.TO_SERVER));
        pump(server, client, Direction.TO_CLIENT);
    }

    /** Reset on both sides: what was not yet delivered is lost. */
    void cut() {
        reset(client);
        reset(server);
        proxy.forget(this);
    }

    /** The receiver of this direction sees the end of the stream; the other direction goes on. */
    void halfClose(Direction direction) {
        try {
            (direction == Direction.TO_CLIENT ? client : server).shutdownOutput();
        } catch (IOException e) {
            LOG.debug("closed already", e);
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        try {
            forward(from, to, direction);
            if (!to.isOutputShutdown()) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // Either side reset, or a fault closed it under us: the other side learns it as a
            // reset.
            LOG.debug("{} ended", direction, e);
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
        if (openDirections.decrementAndGet() == 0) {
            close();
        }
    }

    private void forward(Socket from, Socket to, Direction direction)
            throws IOException, InterruptedException {
        var chunk = new byte[CHUNK];
        var in = from.getInputStream();
        var out = to.getOutputStream();
        var read = in.read(chunk, 0, faults.chunkSize(CHUNK));
        while (read >= 0) {
            faults.hold(read);
            var admitted = faults.admit(read, direction);
            if (!to.isOutputShutdown()) {
                // Before the write: whoever has read them finds them counted.
                faults.count(admitted, direction);
                out.write(chunk, 0, admitted);
            }
            if (faults.cutIsDue(direction)) {
                proxy.cutAll();
                return;
            }
            read = in.read(chunk, 0, faults.chunkSize(CHUNK));
        }
    }

    private void close() {
        proxy.forget(this);
        closeQuietly(client);
        closeQuietly(server);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            LOG.debug("closed already", e);
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("close failed", e);
        }
    }
}
