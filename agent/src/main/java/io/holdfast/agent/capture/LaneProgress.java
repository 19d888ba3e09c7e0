package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
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
    private long lastAdvanceNanos;
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
        this.lastAdvanceNanos = nanos.getAsLong();
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

    /** How long nothing was confirmed. */
    synchronized Duration sinceAdvance() {
        return Duration.ofNanos(nanos.getAsLong() - lastAdvanceNanos);
    }

    void reached(Lsn position) {
        boolean isBack;
        synchronized (this) {
            if (frontier == null || position.isAfter(frontier)) {
                frontier = position;
            }
            lastAdvanceNanos = nanos.getAsLong();
            failure = null;
            isBack = isLive && state == LaneState.SUSPENDED;
        }
        if (isBack) {
            become(LaneState.COUNTED);
        }
        onChange.run();
    }

    /** The repository keeps up with the window. */
    void live() {
        synchronized (this) {
            isLive = true;
        }
        become(LaneState.COUNTED);
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
        if (e.category() == ErrorCategory.INTEGRITY) {
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
