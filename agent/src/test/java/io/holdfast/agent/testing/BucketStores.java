package io.holdfast.agent.testing;

import io.holdfast.embedded.origin.Origin;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.s3.S3CredentialSources;
import io.holdfast.repository.store.s3.S3Credentials;
import io.holdfast.repository.store.s3.S3ObjectStore;
import io.holdfast.repository.store.s3.S3Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stores in the bucket of an origin, each empty at first. */
public final class BucketStores implements AutoCloseable {
    private final Origin origin;
    private final List<S3ObjectStore> opened = new ArrayList<>();

    public BucketStores(Origin origin) {
        this.origin = origin;
    }

    /** Closed with this. */
    public ObjectStore open() {
        S3Credentials credentials = S3Credentials.of(origin.accessKey(), origin.secretKey());
        S3ObjectStore store =
                S3ObjectStore.open(
                        S3Settings.of(
                                origin.s3().toString(),
                                "us-east-1",
                                Origin.BUCKET,
                                "test/" + UUID.randomUUID(),
                                S3CredentialSources.fixed(credentials)));
        opened.add(store);
        return store;
    }

    @Override
    public void close() {
        opened.forEach(S3ObjectStore::close);
    }
}
