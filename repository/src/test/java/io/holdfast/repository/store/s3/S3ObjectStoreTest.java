package io.holdfast.repository.store.s3;

import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class S3ObjectStoreTest extends ObjectStoreContract {
    private static TestS3 s3;

    @BeforeAll
    static void start(@TempDir Path directory) {
        s3 = new TestS3(directory);
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    protected ObjectStore open() {
        return S3ObjectStore.open(s3.settings());
    }
}
