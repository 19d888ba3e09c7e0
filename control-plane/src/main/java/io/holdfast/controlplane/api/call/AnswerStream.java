package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Many answers to one call, one after another: each is sent when the one before has left, so that a
 * caller who reads slowly slows down who writes, on its virtual thread.
 */
public final class AnswerStream<A> {
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(10);

    private final Context loop;
    private final Reply<A> reply;
    private final Answer<A> answer;
    private final Runnable check;
    private long checkedAt = System.nanoTime();

    AnswerStream(Context loop, Reply<A> reply, Answer<A> answer, Runnable check) {
        this.loop = loop;
        this.reply = reply;
        this.answer = answer;
        this.check = check;
    }

    /**
     * Sends, and waits until it has left.
     *
     * @throws HoldfastException if the caller may not have more, such as {@code not-authenticated}
     * @throws InterruptedException if the caller went away
     */
    public void send(A message) throws InterruptedException {
        if (answer.isAbandoned()) {
            throw new InterruptedException("the caller went away");
        }
        if (System.nanoTime() - checkedAt > CHECKED_EVERY.toNanos()) {
            check.run();
            checkedAt = System.nanoTime();
        }
        Promise<Void> sent = Promise.promise();
        loop.runOnContext(ignored -> write(message, sent));
        Future<Void> future = sent.future();
        try {
            future.await();
        } catch (HoldfastException e) {
            throw e;
        } catch (Exception e) {
            // a stream that was reset, or its connection: there is nobody to tell
            throw new InterruptedException("the caller went away: " + e);
        }
    }

    private void write(A message, Promise<Void> sent) {
        try {
            reply.write(message).onComplete(sent);
        } catch (IllegalStateException e) {
            // ended by a deadline or by the caller
            sent.tryFail(e);
        }
    }

    /** Whether somebody still waits for more. */
    public boolean isOpen() {
        return !answer.isAbandoned();
    }
}
