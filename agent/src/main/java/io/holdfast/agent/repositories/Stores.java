package io.holdfast.agent.repositories;

import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.agent.config.RepositoryConfig.S3Config;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import io.holdfast.repository.store.s3.PathStyle;
import io.holdfast.repository.store.s3.S3Credentials;
import io.holdfast.repository.store.s3.S3ObjectStore;
import io.holdfast.repository.store.s3.S3Settings;
import io.holdfast.settings.value.Secret;
import java.util.Objects;
import java.util.Optional;

/** Makes the store that a repository's settings describe. Contacts nothing. */
final class Stores {
    private Stores() {}

    static ProbeableStore open(RepositoryConfig config) {
        return config.s3() != null
                ? S3ObjectStore.open(settings(config.s3()))
                : DirectoryObjectStore.open(Objects.requireNonNull(config.directory()));
    }

    private static S3Settings settings(S3Config s3) {
        S3Settings settings =
                S3Settings.of(
                                s3.endpoint().toString(),
                                s3.region(),
                                s3.bucket(),
                                Optional.ofNullable(s3.prefix()).orElse(""),
                                () -> credentials(s3))
                        .withPathStyle(pathStyle(s3.pathStyle()));
        return s3.caFile() == null ? settings : settings.withCaFile(s3.caFile());
    }

    // read anew for each request, so that rotated credentials need no restart
    private static S3Credentials credentials(S3Config s3) {
        return new S3Credentials(
                s3.accessKey().read(),
                s3.secretKey().read(),
                Optional.ofNullable(s3.sessionToken()).map(Secret::read));
    }

    private static PathStyle pathStyle(RepositoryConfig.PathStyle style) {
        return switch (style) {
            case AUTO -> PathStyle.AUTO;
            case ALWAYS -> PathStyle.ALWAYS;
            case NEVER -> PathStyle.NEVER;
        };
    }
}
