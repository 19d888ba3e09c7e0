package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Opens connections to PostgreSQL servers. Calls block and must not come from an event loop. A
 * server's refusal is a {@link HoldfastException} whose SQLSTATE {@link SqlState#of} tells.
 */
public final class PgConnector implements AutoCloseable {
    /** What a connection buffers before it pauses its socket, unless said otherwise. */
    public static final long DEFAULT_BUFFER_BYTES = 4L << 20;

    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;

    private final NetClient client;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long bufferBytes;

    /**
     * @param clock for the send times of status updates
     * @param nanoTime monotonic, for time-outs
     * @param bufferBytes how much each connection may hold unread before its socket is paused
     */
    public PgConnector(Vertx vertx, InstantSource clock, LongSupplier nanoTime, long bufferBytes) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.bufferBytes = bufferBytes;
        this.client =
                vertx.createNetClient(
                        new NetClientOptions()
                                .setTcpKeepAlive(true)
                                .setTcpNoDelay(true)
                                .setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
    }

    /** A session for SQL. */
    public PgConnection connect(ConnectionSettings settings) {
        return new PgConnection(open(settings, false), settings.idleTimeout());
    }

    /** A session for physical replication; the role needs REPLICATION. */
    public ReplicationConnection connectReplication(ConnectionSettings settings) {
        return new ReplicationConnection(open(settings, true), settings.idleTimeout(), clock);
    }

    /**
     * As {@link #connectReplication(ConnectionSettings)}; a server without walsenders because of
     * its {@code wal_level} says so more clearly through a session for SQL.
     *
     * @param beside a session with the same server
     * @throws HoldfastException {@code postgres-wal-minimal}
     */
    public ReplicationConnection connectReplication(
            ConnectionSettings settings, PgConnection beside) {
        if (beside.query("show wal_level").value().orElse("").equals("minimal")) {
            throw Refusals.walMinimal(settings.address());
        }
        return connectReplication(settings);
    }

    /** Asks by connecting, and leaves at once. */
    public ServerState state(ConnectionSettings settings) {
        try {
            open(settings, false).close();
            return ServerState.ACCEPTING;
        } catch (HoldfastException e) {
            return SqlState.of(e)
                    .map(
                            state ->
                                    state.equals(SqlState.CANNOT_CONNECT_NOW)
                                            ? ServerState.NOT_NOW
                                            : ServerState.ACCEPTING)
                    .orElse(ServerState.UNREACHABLE);
        }
    }

    /** Closes every connection that was opened here. */
    @Override
    public void close() {
        client.close();
    }

    private Session open(ConnectionSettings settings, boolean replication) {
        var deadline = Deadline.after(nanoTime, settings.connectTimeout());
        try {
            return open(settings, replication, deadline);
        } catch (HoldfastException e) {
            if (settings.tls().mode() == Tls.Mode.PREFER && e.code().equals(Refusals.TLS_FAILED)) {
                var plain = settings.withTls(Tls.of(Tls.Mode.DISABLE));
                return open(plain, replication, deadline);
            }
            throw e;
        }
    }

    private Session open(ConnectionSettings settings, boolean replication, Deadline deadline) {
        var wire = dial(settings, deadline);
        try {
            new TlsUpgrade(settings.tls(), deadline).apply(wire);
            var session = new Session(wire);
            new LogIn(session, settings, deadline).run(replication);
            return session;
        } catch (HoldfastException e) {
            wire.close();
            throw e.code().equals(Refusals.PROTOCOL_VIOLATED)
                    ? Refusals.notPostgres(settings.address(), String.valueOf(e.getMessage()))
                    : e;
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private Wire dial(ConnectionSettings settings, Deadline deadline) {
        var connecting = connect(settings, deadline);
        try {
            return Awaiting.await(connecting, deadline, settings.address());
        } catch (ExecutionException e) {
            throw Refusals.unreachable(settings.address(), Awaiting.cause(e));
        } catch (TimeoutException e) {
            connecting.onSuccess(Wire::close);
            throw Refusals.timedOut(settings.address(), "an accepted connection");
        } catch (RuntimeException e) {
            connecting.onSuccess(Wire::close);
            throw e;
        }
    }

    private Future<Wire> connect(ConnectionSettings settings, Deadline deadline) {
        var options =
                settings.connectOptions()
                        .setTimeout((int) Math.max(1, deadline.remaining().toMillis()));
        // The mapping runs on the socket's event loop, before the first byte can be read.
        return client.connect(options)
                .map(
                        socket ->
                                Wire.over(
                                        socket,
                                        currentContext(),
                                        settings.address(),
                                        bufferBytes,
                                        nanoTime));
    }

    private static Context currentContext() {
        var context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("a socket was handed over outside of its event loop");
        }
        return context;
    }
}
