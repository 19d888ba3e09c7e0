package io.holdfast.repository.store.s3;

import java.util.Optional;

/**
 * What requests are signed with. A session token comes with credentials that expire; only who
 * issued them knows when.
 */
public record S3Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
    public S3Credentials {
        if (accessKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("an access key and a secret key are needed");
        }
    }

    public static S3Credentials of(String accessKey, String secretKey) {
        return new S3Credentials(accessKey, secretKey, Optional.empty());
    }

    @Override
    public String toString() {
        return "credentials of access key " + accessKey;
    }
}
