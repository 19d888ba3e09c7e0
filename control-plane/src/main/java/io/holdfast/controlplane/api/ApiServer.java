package io.holdfast.controlplane.api;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.call.GrpcCalls;
import io.holdfast.controlplane.api.json.JsonCalls;
import io.holdfast.controlplane.api.json.JsonRoute;
import io.holdfast.proto.v1.AccessProto;
import io.holdfast.proto.v1.AlertProto;
import io.holdfast.proto.v1.AuditProto;
import io.holdfast.proto.v1.FleetProto;
import io.holdfast.proto.v1.JobProto;
import io.holdfast.proto.v1.LagProto;
import io.holdfast.proto.v1.PolicyProto;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.List;

/** What the API's port serves: the contract's calls in three protocols. */
final class ApiServer {
    /** The files of the contract that are for people and their programs. */
    static final List<FileDescriptor> FILES =
            List.of(
                    AccessProto.getDescriptor(),
                    AlertProto.getDescriptor(),
                    AuditProto.getDescriptor(),
                    FleetProto.getDescriptor(),
                    JobProto.getDescriptor(),
                    LagProto.getDescriptor(),
                    PolicyProto.getDescriptor());

    private ApiServer() {}

    /** The handler of all requests. */
    static Router router(Vertx vertx, Calls calls) {
        GrpcServer server =
                GrpcServer.server(
                        vertx,
                        new GrpcServerOptions()
                                .setMaxMessageSize(Calls.MAX_MESSAGE_BYTES)
                                // a deadline has to end the work, too: GrpcCalls does it
                                .setScheduleDeadlineAutomatically(false)
                                .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                                .removeEnabledProtocol(GrpcProtocol.WEB_TEXT));
        GrpcCalls.serve(vertx, calls, server);
        JsonCalls json = new JsonCalls(JsonRoute.of(FILES), calls);
        Router router = Router.router(vertx);
        router.route("/api/v1/*").handler(context -> json.handle(context.request()));
        router.route("/holdfast.v1.*").handler(context -> grpc(context.request(), server));
        router.route()
                .handler(
                        context ->
                                JsonCalls.refuse(
                                        context.request(),
                                        JsonCalls.pathUnknown(context.request())));
        return router;
    }

    // A limit of size that is asked of a compressed message says nothing: four megabytes may become
    // four gigabytes.
    private static void grpc(HttpServerRequest request, GrpcServer server) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String encoding = request.getHeader("grpc-encoding");
        boolean isPlain = encoding == null || encoding.equals("identity");
        if (type != null && type.startsWith("application/grpc") && isPlain) {
            server.handle(request);
        } else {
            request.response().setStatusCode(415).end();
        }
    }
}
