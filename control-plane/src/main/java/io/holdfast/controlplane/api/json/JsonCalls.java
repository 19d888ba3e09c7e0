package io.holdfast.controlplane.api.json;

import io.holdfast.controlplane.api.call.Answer;
import io.holdfast.controlplane.api.call.BadRequests;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.call.Incoming;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves calls as JSON over HTTP. */
public final class JsonCalls {
    private final List<JsonRoute> routes;
    private final Calls calls;

    public JsonCalls(List<JsonRoute> routes, Calls calls) {
        this.routes = routes;
        this.calls = calls;
    }

    /** Handles a request; one that is no call of the contract is answered as such. */
    public void handle(HttpServerRequest request) {
        for (JsonRoute route : routes) {
            Optional<Map<String, String>> variables =
                    route.variables(String.valueOf(request.path()));
            if (variables.isPresent() && route.verb().equals(request.method().name())) {
                calls.find(route.call())
                        .ifPresentOrElse(
                                bound -> read(bound, route, variables.get(), request),
                                () -> refuse(request, pathUnknown(request)));
                return;
            }
        }
        refuse(request, pathUnknown(request));
    }

    /** Answers a request that is no call. */
    public static void refuse(HttpServerRequest request, HoldfastException e) {
        new JsonReply<>(request.response()).fail(e);
    }

    public static HoldfastException pathUnknown(HttpServerRequest request) {
        return new HoldfastException(
                ErrorCategory.NOT_FOUND,
                "path-unknown",
                "there is no " + request.method() + " " + request.path(),
                "Look at the API reference for the calls and their paths.");
    }

    private static <Q, A> void read(
            Calls.Bound<Q, A> bound,
            JsonRoute route,
            Map<String, String> variables,
            HttpServerRequest request) {
        if (route.takesBody() && !isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            refuse(request, contentUnknown());
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(
                chunk -> {
                    if (body.length() + chunk.length() > Calls.MAX_MESSAGE_BYTES) {
                        request.handler(ignored -> {});
                        request.endHandler(ignored -> {});
                        refuse(request, BadRequests.tooLarge());
                    } else {
                        body.appendBuffer(chunk);
                    }
                });
        request.endHandler(end -> make(bound, route, variables, request, body));
    }

    // A browser's form could be sent by another page, with no question asked: it is never JSON.
    private static boolean isJson(@Nullable String type) {
        return type != null && type.matches("application/json(\\s*;.*)?");
    }

    private static HoldfastException contentUnknown() {
        return new HoldfastException(
                ErrorCategory.USER,
                "content-type-unknown",
                "the request is not said to be JSON",
                "Send the header 'content-type: application/json'.");
    }

    private static <Q, A> void make(
            Calls.Bound<Q, A> bound,
            JsonRoute route,
            Map<String, String> variables,
            HttpServerRequest request,
            Buffer body) {
        Answer<A> answer = bound.answer(new JsonReply<>(request.response()));
        request.response().closeHandler(gone -> answer.abandon());
        request.response().exceptionHandler(gone -> answer.abandon());
        Incoming incoming =
                new Incoming(
                        request.getHeader(HttpHeaders.AUTHORIZATION),
                        request.remoteAddress().hostAddress());
        try {
            JsonObject members =
                    JsonMembers.of(
                            route,
                            variables,
                            request.params(),
                            body.toString(StandardCharsets.UTF_8));
            bound.make(incoming, decoded(bound, members), answer);
        } catch (HoldfastException e) {
            answer.fail(e);
        } catch (IllegalArgumentException e) {
            // a percent sign that begins nothing
            answer.fail(BadRequests.malformed("its query cannot be read"));
        }
    }

    private static <Q> Q decoded(Calls.Bound<Q, ?> bound, JsonObject members) {
        GrpcMessage message = GrpcMessage.message("identity", WireFormat.JSON, members.toBuffer());
        try {
            return bound.method().decoder().decode(message);
        } catch (CodecException e) {
            throw BadRequests.malformed("a member is unknown, or of another type");
        }
    }
}
