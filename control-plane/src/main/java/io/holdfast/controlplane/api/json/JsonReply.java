package io.holdfast.controlplane.api.json;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.holdfast.controlplane.api.call.CallFailure;
import io.holdfast.controlplane.api.call.CallStatus;
import io.holdfast.controlplane.api.call.Reply;
import io.holdfast.error.HoldfastException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * To a caller that speaks JSON: one object; or, of a call that answers many times, one in each
 * line. Members that are zero or empty are there, too.
 */
record JsonReply<A>(HttpServerResponse response) implements Reply<A> {
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer()
                    .alwaysPrintFieldsWithNoPresence()
                    .omittingInsignificantWhitespace();

    @Override
    public void end(A message) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(text(message));
    }

    @Override
    public Future<Void> write(A message) {
        begin();
        return response.write(text(message) + "\n");
    }

    @Override
    public void end() {
        begin();
        response.end();
    }

    private void begin() {
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson").setChunked(true);
        }
    }

    // What has begun as many lines ends as one more, which says what went wrong.
    @Override
    public void fail(HoldfastException e) {
        String failure = CallFailure.json(e).encode();
        if (response.headWritten()) {
            response.end("{\"error\":" + failure + "}\n");
        } else {
            response.setStatusCode(CallStatus.http(e))
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(failure);
        }
    }

    private static String text(Object message) {
        try {
            return PRINTER.print((MessageOrBuilder) message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of the contract has a JSON form", e);
        }
    }
}
