package io.holdfast.cli.crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Springs once, at the request that a point names.
 *
 * @see S3Gate
 */
final class Trap {
    private final Point point;
    private final Runnable action;
    private final boolean isDropping;
    private final AtomicInteger left;
    private final CountDownLatch sprung = new CountDownLatch(1);
    private volatile boolean isReached;

    private Trap(Point point, Runnable action, boolean isDropping) {
        this.point = point;
        this.action = action;
        this.isDropping = isDropping;
        this.left = new AtomicInteger(point.occurrence());
    }

    /** The request is never answered, and if the point is before it, never made. */
    static Trap dropping(Point point, Runnable action) {
        return new Trap(point, action, true);
    }

    /** The request, or its answer, goes on when the action is done. */
    static Trap holding(Point point, Runnable action) {
        return new Trap(point, action, false);
    }

    /** Whether it springs at this request: at most once. */
    boolean takes(S3Request request) {
        return point.request().test(request) && left.decrementAndGet() == 0;
    }

    boolean isBefore() {
        return point.moment() == Point.Moment.BEFORE;
    }

    /** Whether the request ends there, without an answer. */
    boolean isDropping() {
        return isDropping;
    }

    void spring() {
        isReached = true;
        action.run();
        sprung.countDown();
    }

    /** Whether a request has come to it; the action may still be going on. */
    boolean isReached() {
        return isReached;
    }

    /** Whether the action is done. */
    boolean isSprung() {
        return sprung.getCount() == 0;
    }

    @Override
    public String toString() {
        return point.toString();
    }
}
