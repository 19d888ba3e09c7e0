package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.Map;

/**
 * A session for SQL by the simple protocol. One thread at a time queries; any thread may close. A
 * failure other than a statement's own error closes it.
 */
public final class PgConnection implements AutoCloseable {
    private final Session session;
    private final Duration idleTimeout;

    PgConnection(Session session, Duration idleTimeout) {
        this.session = session;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Runs one or more statements and gathers all rows, at most 16 MiB.
     *
     * @throws HoldfastException with {@link SqlState#of} for a statement's error, after which the
     *     session is usable again unless the server ended it; {@code postgres-timed-out} after the
     *     idle timeout of the settings, {@code postgres-connection-lost}
     */
    public QueryResult query(String sql) {
        return query(sql, idleTimeout);
    }

    /** As {@link #query(String)}, for statements that keep silent longer: a checkpoint, say. */
    public QueryResult query(String sql, Duration maxSilence) {
        return session.query(sql, maxSilence);
    }

    /** What the server reported unasked: {@code server_version}, {@code TimeZone}, and so on. */
    public Map<String, String> parameters() {
        return session.parameters();
    }

    public int serverMajor() {
        return session.serverMajor();
    }

    /** The process that answers, as it said at the log-in; a pooler makes one up. */
    public int backendPid() {
        return session.backendPid();
    }

    /** False once it was closed, here or by the server. */
    public boolean isOpen() {
        return session.wire().isOpen();
    }

    @Override
    public void close() {
        session.close();
    }
}
