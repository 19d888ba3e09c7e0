package io.holdfast.repository.store.s3;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a bucket is and how to talk to it. Start from {@link #of} and change what differs.
 *
 * @param endpoint an {@code http} or {@code https} URL without a path; empty for AWS
 * @param region what requests are signed for; stores without regions take {@code us-east-1}
 * @param prefix put before every name with a slash; empty for none
 * @param credentials asked before every request, see {@link S3CredentialSources}
 * @param caFile certificates in PEM that alone are trusted, instead of the system's
 * @param connections how many requests may be under way at once; further ones wait
 */
public record S3Settings(
        String endpoint,
        String region,
        String bucket,
        String prefix,
        Supplier<S3Credentials> credentials,
        PathStyle pathStyle,
        ChecksumMode checksums,
        Optional<Path> caFile,
        S3Deadlines deadlines,
        int connections) {

    public S3Settings {
        if (connections < 1) {
            throw new IllegalArgumentException("at least one connection is needed");
        }
    }

    public static S3Settings of(
            String endpoint,
            String region,
            String bucket,
            String prefix,
            Supplier<S3Credentials> credentials) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                PathStyle.AUTO,
                ChecksumMode.WHEN_REQUIRED,
                Optional.empty(),
                S3Deadlines.DEFAULT,
                8);
    }

    public S3Settings withPathStyle(PathStyle style) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                style,
                checksums,
                caFile,
                deadlines,
                connections);
    }

    public S3Settings withChecksums(ChecksumMode mode) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                pathStyle,
                mode,
                caFile,
                deadlines,
                connections);
    }

    public S3Settings withCaFile(Path file) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                pathStyle,
                checksums,
                Optional.of(file),
                deadlines,
                connections);
    }

    public S3Settings withDeadlines(S3Deadlines limits) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                pathStyle,
                checksums,
                caFile,
                limits,
                connections);
    }

    public S3Settings withConnections(int count) {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                prefix,
                credentials,
                pathStyle,
                checksums,
                caFile,
                deadlines,
                count);
    }
}
