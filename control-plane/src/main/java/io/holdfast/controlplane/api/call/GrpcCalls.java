package io.holdfast.controlplane.api.call;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;

/** Serves calls as gRPC and gRPC-Web. */
public final class GrpcCalls {
    private GrpcCalls() {}

    public static void serve(Vertx vertx, Calls calls, GrpcServer server) {
        calls.all().forEach(bound -> serve(vertx, bound, server));
    }

    private static <Q, A> void serve(Vertx vertx, Calls.Bound<Q, A> bound, GrpcServer server) {
        server.callHandler(bound.method(), request -> handle(vertx, bound, request));
    }

    private static <Q, A> void handle(
            Vertx vertx, Calls.Bound<Q, A> bound, GrpcServerRequest<Q, A> request) {
        Answer<A> answer = bound.answer(new GrpcReply<>(request.response()));
        Incoming incoming =
                new Incoming(
                        request.headers().get("authorization"),
                        request.connection().remoteAddress().hostAddress());
        request.exceptionHandler(e -> answer.abandon());
        request.errorHandler(e -> answer.abandon());
        request.invalidMessageHandler(e -> answer.fail(BadRequests.tooLarge()));
        boolean[] isMade = new boolean[1];
        // a typed handler would drop the call without a word if it were no such message
        request.messageHandler(
                message -> {
                    if (isMade[0]) {
                        answer.fail(BadRequests.malformed("it has more than one message"));
                        return;
                    }
                    isMade[0] = true;
                    try {
                        bound.make(incoming, decoded(bound, message), answer);
                    } catch (HoldfastException e) {
                        answer.fail(e);
                    }
                });
        request.endHandler(
                end -> {
                    if (!isMade[0]) {
                        answer.fail(BadRequests.malformed("it is empty"));
                    }
                });
        if (request.timeout() > 0) {
            vertx.setTimer(request.timeout(), timer -> answer.expire(tooLate()));
        }
    }

    private static HoldfastException tooLate() {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "deadline-exceeded",
                "the call was not answered by its deadline",
                "Allow more time; if it lasts, look at the log of the control plane.");
    }

    private static <Q> Q decoded(Calls.Bound<Q, ?> bound, GrpcMessage message) {
        if (!message.encoding().equals("identity")) {
            throw BadRequests.malformed("it is compressed");
        }
        try {
            return bound.method().decoder().decode(message);
        } catch (CodecException e) {
            throw BadRequests.malformed("it is no such message");
        }
    }
}
