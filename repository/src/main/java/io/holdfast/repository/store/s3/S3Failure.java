package io.holdfast.repository.store.s3;

import io.holdfast.error.HoldfastException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A call that did not succeed: what the store answered, or what became of the connection. */
final class S3Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_LIMIT = 300;

    private final transient CallTrace trace;
    private final @Nullable String code;

    private S3Failure(
            CallTrace trace, @Nullable String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.trace = trace;
        this.code = code;
    }

    /**
     * Keeps of the SDK's exceptions the code and the message only: printed, they quote the request
     * with its session token.
     */
    static S3Failure of(Throwable thrown, CallTrace trace) {
        var root = unwrap(thrown);
        if (root instanceof HoldfastException own) {
            throw own;
        }
        if (root instanceof IOException e) {
            return new S3Failure(trace, null, e.toString(), e);
        }
        if (root instanceof ErrorResponseException e && e.errorResponse().code() != null) {
            var answer = e.errorResponse();
            return new S3Failure(
                    trace, answer.code(), answer.code() + ": " + shorten(answer.message()), null);
        }
        if (trace.status() == 0) {
            // Nothing was sent: the SDK did not like what it was given.
            throw new IllegalStateException("the S3 SDK failed: " + root.getClass().getName());
        }
        return new S3Failure(trace, null, "an answer that is not S3's", null);
    }

    private static Throwable unwrap(Throwable thrown) {
        var current = thrown;
        while (current.getCause() != null
                && (current instanceof CompletionException
                        || current instanceof ExecutionException
                        || current instanceof MinioException)) {
            current = current.getCause();
        }
        return current;
    }

    private static String shorten(@Nullable String message) {
        var text = message == null ? "" : message.strip();
        return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "...";
    }

    CallTrace trace() {
        return trace;
    }

    /** The S3 error code, or null where the store gave none. */
    @Nullable String code() {
        return code;
    }

    int status() {
        return trace.status();
    }

    boolean isPreconditionFailed() {
        return status() == 412;
    }

    boolean isNoSuchKey() {
        return status() == 404 && ("NoSuchKey".equals(code) || "NoSuchObject".equals(code));
    }

    /** The range begins at or after the object's end. */
    boolean isInvalidRange() {
        return status() == 416;
    }
}
