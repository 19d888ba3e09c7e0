package io.holdfast.repository.store.s3;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where credentials come from. A source is asked before every request, so that rotated credentials
 * are used as soon as they are there.
 *
 * <p>None of these sources knows when temporary credentials expire: neither the environment nor a
 * shared file nor a mounted secret carries it, and to a client a session token is opaque. So there
 * is no countdown here, and nothing is renewed: whoever writes the credentials replaces them ahead
 * of time, which needs no restart. Where nobody did, the store refuses them with a code of its own,
 * {@code repository-credentials-expired}, and the retained WAL grows until others are there (T38).
 */
public final class S3CredentialSources {
    private S3CredentialSources() {}

    /** Credentials that do not change. */
    public static Supplier<S3Credentials> fixed(S3Credentials credentials) {
        return () -> credentials;
    }

    /** {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}. */
    public static Supplier<S3Credentials> environment(Map<String, String> environment) {
        return () ->
                credentials(
                        "the environment",
                        environment.get("AWS_ACCESS_KEY_ID"),
                        environment.get("AWS_SECRET_ACCESS_KEY"),
                        environment.get("AWS_SESSION_TOKEN"));
    }

    /**
     * A profile of a shared credentials file, such as {@code ~/.aws/credentials}, read anew each
     * time. Replace the file by renaming another over it: a half-written one is refused.
     */
    public static Supplier<S3Credentials> sharedFile(Path file, String profile) {
        return () -> {
            var values = profile(read(file), profile);
            return credentials(
                    "profile " + profile + " of " + file,
                    values.get("aws_access_key_id"),
                    values.get("aws_secret_access_key"),
                    values.get("aws_session_token"));
        };
    }

    /** A file for each value, as orchestrators mount secrets, read anew each time. */
    public static Supplier<S3Credentials> files(
            Path accessKey, Path secretKey, Optional<Path> sessionToken) {
        return () ->
                credentials(
                        accessKey + " and " + secretKey,
                        read(accessKey),
                        read(secretKey),
                        sessionToken.map(S3CredentialSources::read).orElse(null));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw missing("cannot read " + file + ": " + e.getClass().getSimpleName());
        }
    }

    private static Map<String, String> profile(String content, String profile) {
        Map<String, String> values = new HashMap<>();
        var wanted = false;
        for (var line : content.lines().map(String::strip).toList()) {
            var equals = line.indexOf('=');
            if (line.startsWith("[")) {
                wanted = line.equals("[" + profile + "]");
            } else if (wanted && equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        return values;
    }

    private static S3Credentials credentials(
            String where,
            @Nullable String accessKey,
            @Nullable String secretKey,
            @Nullable String sessionToken) {
        if (accessKey == null || secretKey == null || accessKey.isBlank() || secretKey.isBlank()) {
            throw missing("no access key and secret key in " + where);
        }
        var token = Optional.ofNullable(sessionToken).filter(text -> !text.isBlank());
        return new S3Credentials(accessKey, secretKey, token);
    }

    private static HoldfastException missing(String message) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "repository-credentials-missing",
                message,
                "Provide the repository's access key and secret key where the configuration says.");
    }
}
