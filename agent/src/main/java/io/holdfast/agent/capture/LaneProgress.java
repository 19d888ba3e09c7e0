package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far a repository has come, and how it stands. Thread-safe. */
final class LaneProgress {
    private final String repository;
    private final CaptureListener listener;
    private final Runnable onChange;
    private final LongSupplier nanos;
    private @Nullable Lsn frontier;
    private LaneState state = LaneState.JOINING;
    private @Nullable HoldfastException failure;
    private final long beganNanos;
    private @Nullable Long behindSinceNanos;
    private boolean isFenced;
    private boolean isLive;

    /**
     * @param onChange called after the frontier or the state has changed
     */
    LaneProgress(
            String repository, CaptureListener listener, Runnable onChange, LongSupplier nanos) {
        this.repository = repository;
        this.listener = listener;
        this.onChange = onChange;
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
    }

    /** The end of the unbroken WAL that the repository holds; empty until it is known. */
    synchronized Optional<Lsn> frontier() {
        return Optional.ofNullable(frontier);
    }

    synchronized LaneState state() {
        return state;
    }

    /** What stands in the way now. */
    synchronized Optional<HoldfastException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether another writer has taken over. */
    synchronized boolean isFenced() {
        return isFenced;
    }

    synchronized boolean isCounted() {
        return state == LaneState.COUNTED;
    }

    /**
     * Whether it holds acknowledgement up: it counts, or it was not reached yet and still may be.
     *
     * @param grace how long it may take to join
     */
    synchronized boolean isAwaited(Duration grace) {
        boolean isEarly = nanos.getAsLong() - beganNanos < grace.toNanos();
        return state == LaneState.COUNTED || (state == LaneState.JOINING && isEarly);
    }

    /**
     * How long another repository has held more than this one without this one having come any
     * further. A database that was idle for an hour has kept nobody waiting.
     *
     * @param best the greatest frontier
     */
    synchronized Duration stalledBehind(Lsn best) {
        if (frontier != null && !frontier.isBefore(best)) {
            behindSinceNanos = null;
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        if (behindSinceNanos == null) {
            behindSinceNanos = now;
        }
        return Duration.ofNanos(now - behindSinceNanos);
    }

    void reached(Lsn position) {
        boolean isBack;
        boolean isRecovered;
        synchronized (this) {
            boolean hasAdvanced = frontier == null || position.isAfter(frontier);
            isRecovered = hasAdvanced && failure != null;
            if (hasAdvanced) {
                frontier = position;
                behindSinceNanos = null;
                failure = null;
            }
            isBack = hasAdvanced && isLive && state == LaneState.SUSPENDED;
        }
        if (isRecovered) {
            listener.happened(new CaptureEvent.LaneRecovered(repository));
        }
        if (isBack) {
            become(LaneState.COUNTED);
        }
        onChange.run();
    }

    /**
     * The repository has its place in the window. One that was suspended counts again when it
     * confirms something: to be reachable is not enough.
     */
    void live() {
        boolean isSuspended;
        synchronized (this) {
            isLive = true;
            isSuspended = state == LaneState.SUSPENDED;
        }
        if (!isSuspended) {
            become(LaneState.COUNTED);
        }
    }

    /** Counts a suspended repository again that keeps its place and lacks nothing. */
    void caughtUp(Lsn best) {
        boolean isBack;
        synchronized (this) {
            boolean lacksNothing = frontier != null && !frontier.isBefore(best);
            isBack = isLive && state == LaneState.SUSPENDED && lacksNothing;
        }
        if (isBack) {
            become(LaneState.COUNTED);
        }
    }

    /** The repository does not follow the window any more. */
    synchronized void left() {
        isLive = false;
    }

    /** The repository stalls and holds nothing up any more. */
    void suspend() {
        become(LaneState.SUSPENDED);
    }

    void failed(HoldfastException e) {
        boolean isNew;
        synchronized (this) {
            isNew = failure == null || !failure.code().equals(e.code());
            failure = e;
        }
        if (isNew) {
            listener.happened(new CaptureEvent.LaneFailed(repository, e));
        }
        if (e.category().mayBeDamage()) {
            become(LaneState.LOST);
        }
    }

    void fenced() {
        synchronized (this) {
            isFenced = true;
        }
        onChange.run();
    }

    private void become(LaneState next) {
        LaneState before;
        synchronized (this) {
            before = state;
            state = next;
        }
        if (before != next) {
            listener.happened(new CaptureEvent.LaneChanged(repository, before, next));
            onChange.run();
        }
    }
}
