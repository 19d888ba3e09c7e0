package io.holdfast.agent.replication;

import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.FrontendMessages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection past its socket: what the server tells unasked is kept or dropped here, and whatever
 * breaks closes it, since nobody could say what the next bytes belong to.
 */
final class Session implements AutoCloseable {
    private final Wire wire;
    private final Map<String, String> parameters = new ConcurrentHashMap<>();

    private volatile int backendPid;

    Session(Wire wire) {
        this.wire = wire;
    }

    /** The next message that is an answer; empty when the time passed. */
    Optional<BackendMessage> poll(Duration timeout) {
        var deadline = Deadline.after(wire.nanoTime(), timeout);
        try {
            while (true) {
                var message = wire.poll(deadline.remaining());
                if (message.isEmpty() || !isAside(message.get())) {
                    return message;
                }
            }
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The next answer; time counts from the call or from the last byte, whatever is later. */
    BackendMessage next(Duration maxSilence) {
        long began = wire.nanoTime().getAsLong();
        while (true) {
            long now = wire.nanoTime().getAsLong();
            long silentFor = now - Math.max(began, wire.lastReceived());
            long left = maxSilence.toNanos() - silentFor;
            if (left <= 0) {
                wire.close();
                throw Refusals.silent(wire.address(), maxSilence);
            }
            var message = poll(Duration.ofNanos(left));
            if (message.isPresent()) {
                return message.get();
            }
        }
    }

    /** The next answer before {@code deadline}. */
    BackendMessage next(Deadline deadline, String what) {
        return poll(deadline.remaining())
                .orElseThrow(() -> Refusals.timedOut(wire.address(), what));
    }

    /** Sends a statement and gathers all of its answer. */
    QueryResult query(String sql, Duration maxSilence) {
        send(FrontendMessages.query(sql));
        return collect(next(maxSilence), maxSilence);
    }

    /** Gathers an answer whose first message was read already. */
    QueryResult collect(BackendMessage first, Duration maxSilence) {
        var collector = new ResultCollector(wire.address());
        try {
            for (var message = first;
                    !(message instanceof BackendMessage.ReadyForQuery);
                    message = next(maxSilence)) {
                collector.add(message);
            }
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
        return collector.finish();
    }

    void send(ByteBuffer message) {
        wire.send(message);
    }

    Wire wire() {
        return wire;
    }

    String address() {
        return wire.address();
    }

    void backendPid(int pid) {
        backendPid = pid;
    }

    int backendPid() {
        return backendPid;
    }

    /** A snapshot. */
    Map<String, String> parameters() {
        return Map.copyOf(parameters);
    }

    /** The first number of {@code server_version}: 14 of {@code 14.20 (Debian …)}. */
    int serverMajor() {
        var version = parameters.getOrDefault("server_version", "");
        var digits = version.replaceFirst("^(\\d*).*$", "$1");
        if (digits.isEmpty()) {
            throw Refusals.outOfStep(address(), "the version '" + version + "'");
        }
        return Integer.parseInt(digits);
    }

    /** Takes leave and closes; any thread, idempotent. */
    @Override
    public void close() {
        if (wire.isOpen()) {
            wire.send(FrontendMessages.terminate());
        }
        wire.close();
    }

    private boolean isAside(BackendMessage message) {
        if (message instanceof BackendMessage.ParameterStatus status) {
            parameters.put(status.name(), status.value());
            return true;
        }
        return message instanceof BackendMessage.NoticeResponse
                || message instanceof BackendMessage.NotificationResponse;
    }
}
