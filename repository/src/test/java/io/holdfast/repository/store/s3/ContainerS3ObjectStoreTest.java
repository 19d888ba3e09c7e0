package io.holdfast.repository.store.s3;

import io.holdfast.embedded.origin.ContainerS3;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ObjectStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Needs a container engine: selected by {@code ./holdfast test --containers} alone. */
@Tag("containers")
final class ContainerS3ObjectStoreTest extends ObjectStoreContract {
    private static ContainerS3 s3;

    @BeforeAll
    static void start() throws Exception {
        s3 = ContainerS3.start();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    protected ObjectStore open() {
        S3Credentials credentials = S3Credentials.of(s3.accessKey(), s3.secretKey());
        return S3ObjectStore.open(
                S3Settings.of(
                        s3.endpoint().toString(),
                        "us-east-1",
                        Origin.BUCKET,
                        "some/" + UUID.randomUUID(),
                        S3CredentialSources.fixed(credentials)));
    }
}
