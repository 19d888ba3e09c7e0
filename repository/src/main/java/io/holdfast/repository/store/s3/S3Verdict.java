package io.holdfast.repository.store.s3;

import static io.holdfast.error.ErrorCategory.CONFIGURATION;
import static io.holdfast.error.ErrorCategory.INTEGRITY;
import static io.holdfast.error.ErrorCategory.NOT_FOUND;
import static io.holdfast.error.ErrorCategory.REPOSITORY;
import static io.holdfast.error.ErrorCategory.TRANSIENT;

import io.holdfast.error.ErrorCategory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What failures come down to. The codes are those of the "List of error codes" in the Amazon S3 API
 * reference, and those that other stores have added.
 */
enum S3Verdict {
    UNREACHABLE(
            TRANSIENT,
            "repository-unreachable",
            "Check the endpoint's host and port, name resolution and firewalls; it is tried again"
                    + " where that makes sense."),
    TIMEOUT(
            TRANSIENT,
            "repository-timeout",
            "Check the network to the store; on a slow line allow more time, or fewer connections."),
    CUT(
            TRANSIENT,
            "repository-connection-cut",
            "Check the network, proxies and load balancers between here and the store."),
    BUSY(
            TRANSIENT,
            "repository-busy",
            "Nothing needs to be done unless it lasts; then see what is wrong with the store."),
    CONFLICT(
            TRANSIENT,
            "repository-conflict",
            "Nothing needs to be done: another put of the name is under way, it is tried again."),
    ROTATED(
            TRANSIENT,
            "repository-credentials-rotated",
            "Nothing needs to be done: newer credentials are there by now, it is tried again."),
    REFUSED_CREDENTIALS(
            CONFIGURATION,
            "repository-credentials-refused",
            "Correct the repository's access key and secret key."),
    EXPIRED_CREDENTIALS(
            CONFIGURATION,
            "repository-credentials-expired",
            "Provide new credentials where the configuration says; they are read before each"
                    + " request."),
    ACCESS_DENIED(
            CONFIGURATION,
            "repository-access-denied",
            "Allow these credentials to get and put objects and to list the bucket below the"
                    + " prefix; without the right to list, a store denies that a name is free."),
    BUCKET(
            NOT_FOUND,
            "repository-bucket-missing",
            "Create the bucket, or correct the repository's bucket, region or endpoint."),
    REGION(
            CONFIGURATION,
            "repository-region-wrong",
            "Set the repository's region to the one that the bucket is in."),
    CLOCK(
            CONFIGURATION,
            "repository-clock-skewed",
            "Set the clock of this machine, or of the store, by NTP."),
    TLS(
            CONFIGURATION,
            "repository-tls-refused",
            "Check that the endpoint speaks TLS, and name the file of the certificate authority"
                    + " that signed its certificate, if it is not a public one."),
    NOT_S3(
            CONFIGURATION,
            "repository-not-s3",
            "Correct the endpoint: something other than an S3 store answers there."),
    DAMAGED(
            INTEGRITY,
            "repository-digest-mismatch",
            "Find out what damages data between here and the store (memory, network, proxies):"
                    + " the store received other bytes than were sent, and kept none."),
    FULL(
            REPOSITORY,
            "repository-full",
            "Give the bucket more space or a higher quota, or shorten the retention."),
    UNSUPPORTED(
            REPOSITORY,
            "repository-unsupported",
            "Use a store that implements this; see the list of stores that are known to work."),
    REFUSED(
            REPOSITORY,
            "repository-refused",
            "Look the error code up in the store's documentation and logs.");

    private final ErrorCategory category;
    private final String code;
    private final String hint;

    S3Verdict(ErrorCategory category, String code, String hint) {
        this.category = category;
        this.code = code;
        this.hint = hint;
    }

    ErrorCategory category() {
        return category;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }

    boolean isAboutCredentials() {
        return this == REFUSED_CREDENTIALS || this == EXPIRED_CREDENTIALS || this == ACCESS_DENIED;
    }

    static Optional<S3Verdict> ofCode(String code) {
        return Optional.ofNullable(
                switch (code) {
                    case "SlowDown",
                            "SlowDownRead",
                            "SlowDownWrite",
                            "Throttling",
                            "ThrottlingException",
                            "RequestLimitExceeded",
                            "RequestThrottled",
                            "TooManyRequests",
                            "ServiceUnavailable",
                            "InternalError",
                            "InternalFailure",
                            "TemporaryRedirect",
                            "Redirect" ->
                            BUSY;
                    case "RequestTimeout", "RequestTimeoutException" -> TIMEOUT;
                    case "IncompleteBody" -> CUT;
                    case "OperationAborted", "ConditionalRequestConflict" -> CONFLICT;
                    case "InvalidAccessKeyId",
                            "SignatureDoesNotMatch",
                            "InvalidToken",
                            "InvalidSecurity",
                            "Unauthorized" ->
                            REFUSED_CREDENTIALS;
                    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
                            EXPIRED_CREDENTIALS;
                    case "AccessDenied", "AllAccessDisabled", "AccountProblem", "Forbidden" ->
                            ACCESS_DENIED;
                    case "NoSuchBucket", "InvalidBucketName" -> BUCKET;
                    case "PermanentRedirect",
                            "AuthorizationHeaderMalformed",
                            "IllegalLocationConstraintException" ->
                            REGION;
                    case "RequestTimeTooSkewed" -> CLOCK;
                    case "BadDigest",
                            "InvalidDigest",
                            "XAmzContentSHA256Mismatch",
                            "XAmzContentChecksumMismatch" ->
                            DAMAGED;
                    case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull" -> FULL;
                    case "NotImplemented" -> UNSUPPORTED;
                    default -> null;
                });
    }

    static S3Verdict ofStatus(int status, @Nullable String code) {
        return switch (status) {
            case 301, 308 -> REGION;
            case 401, 403 -> ACCESS_DENIED;
            case 408, 425 -> TIMEOUT;
            case 409 -> CONFLICT;
            case 307, 429 -> BUSY;
            case 501, 505 -> UNSUPPORTED;
            case 507 -> FULL;
            default -> {
                if (status >= 500) {
                    yield BUSY;
                }
                yield code == null ? NOT_S3 : REFUSED;
            }
        };
    }
}
