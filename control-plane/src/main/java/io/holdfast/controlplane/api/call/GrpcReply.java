package io.holdfast.controlplane.api.call;

import io.holdfast.error.HoldfastException;
import io.vertx.core.Future;
import io.vertx.grpc.server.GrpcServerResponse;

/** To a caller that speaks gRPC or gRPC-Web. */
record GrpcReply<A>(GrpcServerResponse<?, A> response) implements Reply<A> {
    @Override
    public void end(A message) {
        response.end(message);
    }

    @Override
    public Future<Void> write(A message) {
        return response.write(message);
    }

    @Override
    public void end() {
        response.end();
    }

    @Override
    public void fail(HoldfastException e) {
        CallFailure.end(response, e);
    }
}
