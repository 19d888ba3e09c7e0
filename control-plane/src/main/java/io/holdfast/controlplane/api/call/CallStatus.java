package io.holdfast.controlplane.api.call;

import static java.util.Map.entry;

import io.holdfast.error.HoldfastException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Map;

/** The status that a failure has for those who call. */
public final class CallStatus {
    /** Where the code says more than the category. */
    private static final Map<String, GrpcStatus> BY_CODE =
            Map.ofEntries(
                    entry("not-authenticated", GrpcStatus.UNAUTHENTICATED),
                    entry("login-refused", GrpcStatus.UNAUTHENTICATED),
                    entry("deadline-exceeded", GrpcStatus.DEADLINE_EXCEEDED),
                    entry("login-delayed", GrpcStatus.RESOURCE_EXHAUSTED),
                    entry("request-too-large", GrpcStatus.RESOURCE_EXHAUSTED),
                    entry("not-permitted", GrpcStatus.PERMISSION_DENIED),
                    entry("user-exists", GrpcStatus.ALREADY_EXISTS),
                    entry("agent-already-joined", GrpcStatus.ALREADY_EXISTS),
                    entry("join-token-refused", GrpcStatus.UNAUTHENTICATED),
                    entry("agent-revoked", GrpcStatus.UNAUTHENTICATED),
                    entry("agent-unknown", GrpcStatus.UNAUTHENTICATED));

    private CallStatus() {}

    static GrpcStatus of(HoldfastException e) {
        GrpcStatus known = BY_CODE.get(e.code());
        if (known != null) {
            return known;
        }
        return switch (e.category()) {
            case USER -> GrpcStatus.INVALID_ARGUMENT;
            case ACCESS -> GrpcStatus.PERMISSION_DENIED;
            case NOT_FOUND -> GrpcStatus.NOT_FOUND;
            case CONFIGURATION, REFUSED, KEY -> GrpcStatus.FAILED_PRECONDITION;
            case POSTGRES, REPOSITORY, TRANSIENT -> GrpcStatus.UNAVAILABLE;
            case INTEGRITY -> GrpcStatus.DATA_LOSS;
            case INTERNAL -> GrpcStatus.INTERNAL;
        };
    }

    /**
     * The same for those who call over HTTP, as gRPC's own documentation of its codes pairs them.
     */
    public static int http(HoldfastException e) {
        return switch (of(e)) {
            case OK -> 200;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case CANCELLED -> 499;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }
}
