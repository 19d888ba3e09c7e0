package io.holdfast.repository.store.s3;

import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class S3ObjectStoreTest extends ObjectStoreContract {
    private static EmbeddedS3 s3;

    @BeforeAll
    static void start() {
        s3 = TestSettings.startS3();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    protected ObjectStore open() {
        return S3ObjectStore.open(TestSettings.at(s3));
    }
}
