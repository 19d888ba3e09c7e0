package io.holdfast.cli.remote;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a control plane says went wrong, as it said it; or why it could not be asked. */
final class CallFailures {
    static final String UNREACHABLE = "control-plane-unreachable";

    private CallFailures() {}

    static HoldfastException of(PlaneAddress address, StatusRuntimeException e) {
        String code = trailer(e, "holdfast-code");
        String hint = trailer(e, "holdfast-hint");
        String message = e.getStatus().getDescription();
        if (code != null && hint != null && message != null) {
            return new HoldfastException(category(e), code, message, decoded(hint), e);
        }
        return unsaid(address, e);
    }

    // A newer control plane may have categories that this command does not know.
    private static ErrorCategory category(StatusRuntimeException e) {
        Optional<String> said = Optional.ofNullable(trailer(e, "holdfast-category"));
        return said.map(text -> text.toUpperCase(Locale.ROOT))
                .flatMap(
                        text ->
                                Arrays.stream(ErrorCategory.values())
                                        .filter(known -> known.name().equals(text))
                                        .findFirst())
                .orElse(ErrorCategory.TRANSIENT);
    }

    private static HoldfastException unsaid(PlaneAddress address, StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
            return PinnedAuthority.unreachable(address, reason(e), e);
        }
        if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "call-timed-out",
                    "the control plane at " + address + " did not answer in time",
                    "Try again; if it lasts, look at the log of the control plane.",
                    e);
        }
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "call-failed",
                "the call to the control plane at " + address + " ended with " + reason(e),
                "Compare the versions of this command and of the control plane, and try again.",
                e);
    }

    private static String reason(StatusRuntimeException e) {
        Throwable cause = e.getStatus().getCause();
        return cause == null ? e.getStatus().toString() : innermost(cause);
    }

    private static String innermost(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.toString();
    }

    private static @Nullable String trailer(StatusRuntimeException e, String name) {
        Metadata trailers = e.getTrailers();
        return trailers == null
                ? null
                : trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    private static String decoded(String percentEncoded) {
        return URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static HoldfastException badAuthority(Exception e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "authority-malformed",
                "the certificate of the control plane's authority cannot be read: " + e,
                "Log in again with 'holdfast login', or name a PEM file.",
                e);
    }
}
