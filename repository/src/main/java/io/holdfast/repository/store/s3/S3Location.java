package io.holdfast.repository.store.s3;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectNames;
import io.minio.HeadBucketArgs;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The checked place of a repository: everything wrong with it that can be seen without asking the
 * store.
 */
record S3Location(HttpUrl endpoint, String region, String bucket, String prefix, boolean inPath) {
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    static S3Location of(S3Settings settings) {
        var region = settings.region().strip();
        if (!REGION.matcher(region).matches()) {
            throw invalid(
                    "region",
                    settings.region(),
                    "Set the bucket's region, or us-east-1 for a store without regions.",
                    null);
        }
        var endpoint = endpoint(settings.endpoint().strip(), region);
        checkBucket(settings.bucket());
        return new S3Location(
                endpoint, region, settings.bucket(), prefix(settings.prefix()), inPath(settings));
    }

    private static HttpUrl endpoint(String text, String region) {
        if (text.isEmpty()) {
            var suffix = region.startsWith("cn-") ? ".cn" : "";
            return HttpUrl.get("https://s3." + region + ".amazonaws.com" + suffix);
        }
        var lower = text.toLowerCase(Locale.ROOT);
        var url = HttpUrl.parse(text);
        if (url == null || !(lower.startsWith("http://") || lower.startsWith("https://"))) {
            throw invalidEndpoint(text);
        }
        if (!url.encodedPath().equals("/")
                || url.query() != null
                || !url.username().isEmpty()
                || !url.password().isEmpty()) {
            throw invalidEndpoint(url.newBuilder().username("").password("").build().toString());
        }
        return url;
    }

    private static HoldfastException invalidEndpoint(String text) {
        return invalid(
                "endpoint",
                text,
                "Write the endpoint as a URL with scheme and host and nothing after the port, such"
                        + " as https://s3.example.com:9000; bucket and prefix have settings of"
                        + " their own.",
                null);
    }

    private static void checkBucket(String bucket) {
        try {
            HeadBucketArgs.builder().bucket(bucket).build();
        } catch (IllegalArgumentException e) {
            throw invalid("bucket", bucket, "Set the name of an S3 bucket, without a path.", e);
        }
    }

    private static String prefix(String text) {
        var prefix = text.strip().replaceAll("^/+|/+$", "");
        try {
            return prefix.isEmpty() ? "" : ObjectNames.requireName(prefix) + "/";
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "prefix",
                    text,
                    "Use letters, digits, dots, underscores and dashes, with slashes in between.",
                    e);
        }
    }

    // A dot in the bucket's name makes one label more than a wildcard certificate covers.
    private static boolean inPath(S3Settings settings) {
        return switch (settings.pathStyle()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                    settings.bucket().contains(".")
                            || !(settings.endpoint().isBlank()
                                    || settings.endpoint().contains(".amazonaws.com"));
        };
    }

    private static HoldfastException invalid(
            String setting, String value, String hint, @Nullable Exception cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "repository-" + setting + "-invalid",
                "\"" + value + "\" is not a repository's " + setting,
                hint,
                cause);
    }

    String describe() {
        var shown = endpoint.toString();
        return "s3://" + bucket + "/" + prefix + " at " + shown.substring(0, shown.length() - 1);
    }
}
