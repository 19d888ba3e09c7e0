package io.holdfast.repository.store.s3;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.minio.credentials.Credentials;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what a failed call means for whoever runs Holdfast. */
record S3Errors(S3Location location, Supplier<S3Credentials> credentials, InstantSource clock) {

    HoldfastException of(String what, S3Failure failure) {
        var verdict = verdict(failure);
        return new HoldfastException(
                verdict.category(),
                verdict.code(),
                what + " in " + location.describe() + ": " + detail(failure, verdict),
                verdict.hint(),
                failure.getCause());
    }

    private S3Verdict verdict(S3Failure failure) {
        var trace = failure.trace();
        if (failure.getCause() != null) {
            return ofConnection(failure, failure.getCause());
        }
        // Its answer to HEAD has no code, and the SDK would call a conflict a missing bucket.
        if (failure.status() == 409) {
            return S3Verdict.CONFLICT;
        }
        if (isElsewhere(failure)) {
            return S3Verdict.REGION;
        }
        var verdict =
                Optional.ofNullable(failure.code())
                        .flatMap(S3Verdict::ofCode)
                        .orElseGet(() -> S3Verdict.ofStatus(failure.status(), failure.code()));
        return verdict.isAboutCredentials() && wereRotated(trace) ? S3Verdict.ROTATED : verdict;
    }

    private boolean isElsewhere(S3Failure failure) {
        var region = failure.trace().header("x-amz-bucket-region");
        return failure.status() >= 300 && region != null && !region.equals(location.region());
    }

    /** Refused credentials are not wrong if others have taken their place by now. */
    private boolean wereRotated(CallTrace trace) {
        var used = trace.credentials();
        return used != null && !same(used, credentials.get());
    }

    private static boolean same(Credentials used, S3Credentials now) {
        return used.accessKey().equals(now.accessKey())
                && used.secretKey().equals(now.secretKey())
                && Optional.ofNullable(used.sessionToken()).equals(now.sessionToken());
    }

    private static S3Verdict ofConnection(S3Failure failure, Throwable cause) {
        var answered = failure.status() != 0;
        return switch (cause) {
            case UnknownHostException _ -> S3Verdict.UNREACHABLE;
            case ConnectException _ -> S3Verdict.UNREACHABLE;
            case NoRouteToHostException _ -> S3Verdict.UNREACHABLE;
            // Before an answer this is a status line that is not HTTP; after it, a cut body.
            case ProtocolException _ when !answered -> S3Verdict.NOT_S3;
            case SSLException e when isRefusal(failure, e) -> S3Verdict.TLS;
            case InterruptedIOException _ -> S3Verdict.TIMEOUT;
            default -> S3Verdict.CUT;
        };
    }

    // A connection cut during the handshake has an I/O failure as its cause and may pass.
    private static boolean isRefusal(S3Failure failure, Throwable e) {
        var isFinal = !(e.getCause() instanceof IOException);
        return (failure.trace().failedInHandshake() && isFinal)
                || e instanceof SSLPeerUnverifiedException;
    }

    private String detail(S3Failure failure, S3Verdict verdict) {
        var text = new StringBuilder(String.valueOf(failure.getMessage()));
        if (failure.status() != 0) {
            text.append(" (HTTP ").append(failure.status());
            var request = failure.trace().header("x-amz-request-id");
            text.append(request == null ? ")" : ", request " + request + ")");
        }
        if (verdict == S3Verdict.CLOCK) {
            failure.trace()
                    .date()
                    .ifPresent(
                            date ->
                                    text.append("; the store's clock says ")
                                            .append(date)
                                            .append(", the one here ")
                                            .append(clock.instant()));
        }
        if (verdict == S3Verdict.REGION) {
            text.append("; requests are signed for ")
                    .append(location.region())
                    .append(", the bucket is in ")
                    .append(
                            Optional.ofNullable(failure.trace().header("x-amz-bucket-region"))
                                    .orElse("another region"));
        }
        return text.toString();
    }

    HoldfastException tooLarge(String what, long sizeBytes) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "repository-object-too-large",
                what
                        + " in "
                        + location.describe()
                        + ": "
                        + sizeBytes
                        + " bytes, more than any object of a repository",
                "Find out who put this object; Holdfast did not.");
    }

    HoldfastException wrongAnswer(String what, String problem) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "repository-answer-wrong",
                what + " in " + location.describe() + ": " + problem,
                "Check whether something between Holdfast and the store changes what passes"
                        + " through; if not, this store cannot be used.");
    }
}
