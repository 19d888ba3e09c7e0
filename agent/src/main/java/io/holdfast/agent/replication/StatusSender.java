package io.holdfast.agent.replication;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wire.FrontendMessages;
import io.holdfast.postgres.wire.StandbyMessages;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends status updates, one at a time: while one waits for the network, later ones replace each
 * other, so that a stalled connection costs no memory. After CopyDone none may follow, or the
 * server ends the session ({@code ProcessRepliesIfAny}).
 */
final class StatusSender {
    private record Status(Lsn written, Lsn flushed, boolean replyRequested) {}

    private final Session session;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Status latest = new Status(Lsn.ZERO, Lsn.ZERO, false);
    private @Nullable Status waiting;
    private boolean inFlight;
    private boolean ended;

    StatusSender(Session session, InstantSource clock) {
        this.session = session;
        this.clock = clock;
    }

    void send(Lsn written, Lsn flushed, boolean replyRequested) {
        lock.lock();
        try {
            latest = new Status(written, flushed, replyRequested);
            offer(latest);
        } finally {
            lock.unlock();
        }
    }

    /** Repeats the latest positions and asks for a sign of life. */
    void ping() {
        lock.lock();
        try {
            offer(new Status(latest.written(), latest.flushed(), true));
        } finally {
            lock.unlock();
        }
    }

    /** Sends CopyDone, after which nothing is sent. */
    void end() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                session.send(FrontendMessages.copyDone());
            }
        } finally {
            lock.unlock();
        }
    }

    private void offer(Status status) {
        if (ended) {
            return;
        }
        if (inFlight) {
            boolean ask = status.replyRequested() || (waiting != null && waiting.replyRequested());
            waiting = new Status(status.written(), status.flushed(), ask);
            return;
        }
        inFlight = true;
        // Zero for applied: nothing is applied here, and a synchronous commit must not wait (T31).
        var message =
                StandbyMessages.statusUpdate(
                        status.written(),
                        status.flushed(),
                        Lsn.ZERO,
                        clock.instant(),
                        status.replyRequested());
        // A failed write closes the connection, which its reader sees.
        session.wire().send(message).onComplete(ignored -> sent());
    }

    private void sent() {
        lock.lock();
        try {
            inFlight = false;
            var next = waiting;
            waiting = null;
            if (next != null) {
                offer(next);
            }
        } finally {
            lock.unlock();
        }
    }
}
