package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Many answers to one call, one after another: each is sent when the one before has left, so that a
 * caller who reads slowly slows down who writes, on its virtual thread.
 */
public final class AnswerStream<A> implements AutoCloseable {
    private final Context loop;
    private final Reply<A> reply;
    private final Answer<A> answer;

    AnswerStream(Context loop, Reply<A> reply, Answer<A> answer) {
        this.loop = loop;
        this.reply = reply;
        this.answer = answer;
    }

    /**
     * Sends, and waits until it has left.
     *
     * @throws InterruptedException if the caller went away
     */
    public void send(A message) throws InterruptedException {
        if (answer.isAbandoned()) {
            throw new InterruptedException("the caller went away");
        }
        Promise<Void> sent = Promise.promise();
        loop.runOnContext(ignored -> reply.write(message).onComplete(sent));
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

    /** Whether somebody still waits for more. */
    public boolean isOpen() {
        return !answer.isAbandoned();
    }

    @Override
    public void close() {
        answer.endStream();
    }
}
