package io.holdfast.repository.testing;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A process of a model: straight-line code that a scheduler moves from step to step. */
public final class Actor {
    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private volatile boolean killed;
    private volatile boolean done;
    private volatile @Nullable Throwable failure;

    /** The process was killed. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Killed() {}
    }

    public Actor(Runnable body) {
        Thread.ofVirtual().start(() -> run(body));
    }

    private void run(Runnable body) {
        go.acquireUninterruptibly();
        try {
            if (!killed) {
                body.run();
            }
        } catch (Killed e) {
            // that is all there is to it
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        } finally {
            done = true;
            back.release();
        }
    }

    /** Called by the process between any two of its steps. */
    public void step() {
        back.release();
        go.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }

    public boolean isDone() {
        return done;
    }

    /** Called by the scheduler: lets the process do one step. */
    public void advance() {
        if (!done) {
            go.release();
            back.acquireUninterruptibly();
        }
        if (failure != null) {
            throw new AssertionError("a process of the model failed", failure);
        }
    }

    public void kill() {
        killed = true;
        advance();
    }
}
