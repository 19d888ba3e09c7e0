package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Future;

/** Where the answer to a call goes. Used on the event loop that the call came in on. */
public interface Reply<A> {
    /** The only message, and the end. */
    void end(A message);

    /** One message of several; completes when it has left. */
    Future<Void> write(A message);

    /** The end of several messages. */
    void end();

    /** The end of a call that failed. */
    void fail(HoldfastException e);
}
