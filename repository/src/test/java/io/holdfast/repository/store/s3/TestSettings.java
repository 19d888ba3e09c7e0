package io.holdfast.repository.store.s3;

import io.holdfast.embedded.s3.EmbeddedS3;
import java.util.UUID;

/** Settings of stores in tests, each with a prefix of its own. */
final class TestSettings {
    static final String BUCKET = "backups";
    static final S3Credentials CREDENTIALS = S3Credentials.of("some-access-key", "some-secret");

    private TestSettings() {}

    static EmbeddedS3 startS3() {
        return EmbeddedS3.builder()
                .credentials(CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .bucket(BUCKET)
                .start();
    }

    static S3Settings at(EmbeddedS3 s3) {
        return at(s3.endpoint().toString());
    }

    static S3Settings at(String endpoint) {
        return S3Settings.of(
                endpoint,
                "us-east-1",
                BUCKET,
                "some/" + UUID.randomUUID(),
                S3CredentialSources.fixed(CREDENTIALS));
    }
}
