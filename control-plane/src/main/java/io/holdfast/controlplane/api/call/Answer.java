package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The end of one call, which comes once: from the work on a virtual thread, from a deadline, or
 * from a caller that went away. For any thread.
 */
public final class Answer<A> {
    private final Context loop;
    private final Reply<A> reply;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile boolean isAbandoned;
    private volatile @Nullable Thread work;

    Answer(Context loop, Reply<A> reply) {
        this.loop = loop;
        this.reply = reply;
    }

    void runsOn(Thread thread) {
        work = thread;
        if (isAbandoned) {
            thread.interrupt();
        }
    }

    void give(A message) {
        once(() -> reply.end(message));
    }

    public void fail(HoldfastException e) {
        once(() -> reply.fail(e));
    }

    /**
     * @param check throws if the caller may not have more
     */
    AnswerStream<A> stream(Runnable check) {
        return new AnswerStream<>(loop, reply, this, check);
    }

    void endStream() {
        once(reply::end);
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /** It is too late for an answer: that is told, and whoever works for it may stop. */
    public void expire(HoldfastException e) {
        if (hasEnded.compareAndSet(false, true)) {
            loop.runOnContext(ignored -> reply.fail(e));
            stopWork();
        }
    }

    private void stopWork() {
        isAbandoned = true;
        Thread thread = work;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Nothing is to be sent any more: whoever works for this call may stop. */
    public void abandon() {
        if (hasEnded.compareAndSet(false, true)) {
            stopWork();
        }
    }

    private void once(Runnable end) {
        if (hasEnded.compareAndSet(false, true)) {
            loop.runOnContext(ignored -> end.run());
        }
    }
}
