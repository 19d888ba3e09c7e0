package io.holdfast.repository.store.s3;

import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.PutOutcome;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadBucketArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.messages.VersioningConfiguration.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * An {@link io.holdfast.repository.store.ObjectStore} in an S3 bucket. Nothing is tried twice here;
 * calls are bounded in number and in time, and end when their thread is interrupted.
 */
public final class S3ObjectStore implements ProbeableStore {
    private final S3Location location;
    private final ChecksumMode checksums;
    private final S3Client client;
    private final MinioAsyncClient sdk;
    private final S3Calls calls;
    private final S3Errors errors;
    private volatile boolean bucketSeen;

    private S3ObjectStore(S3Settings settings, S3Location location, S3Client client) {
        this.location = location;
        this.checksums = settings.checksums();
        this.client = client;
        this.sdk = client.sdk();
        this.calls = new S3Calls(settings.connections(), settings.deadlines().total());
        this.errors = new S3Errors(location, settings.credentials(), InstantSource.system());
    }

    /** Checks the settings without asking the store, which may be away at the moment. */
    public static S3ObjectStore open(S3Settings settings) {
        var location = S3Location.of(settings);
        return new S3ObjectStore(settings, location, S3Client.of(settings, location));
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        ObjectNames.requireLength(bytes, length);
        try {
            put(name, bytes, length, true, Digests.of(bytes, length, checksums));
            return PutOutcome.CREATED;
        } catch (S3Failure e) {
            if (e.isPreconditionFailed()) {
                return PutOutcome.ALREADY_EXISTS;
            }
            throw errors.of("put of " + name, e);
        }
    }

    private void put(String name, byte[] bytes, int length, boolean onlyIfFree, Digests digests)
            throws S3Failure {
        var headers = new Http.Headers();
        digests.addTo(headers);
        if (onlyIfFree) {
            headers.put("If-None-Match", "*");
        }
        var args =
                PutObjectAPIArgs.builder()
                        .bucket(location.bucket())
                        .object(key(name))
                        .buffer(new ArrayBody(bytes, length))
                        .contentType("application/octet-stream")
                        .headers(headers)
                        .build();
        var answer = calls.call("put of " + name, () -> sdk.putObject(args), response -> response);
        if (!digests.agreeWith(answer.headers())) {
            throw errors.wrongAnswer("put of " + name, "the store's checksum is not ours");
        }
        bucketSeen = true;
    }

    @Override
    public Optional<byte[]> get(String name) {
        return read(name, GetObjectArgs.builder(), Integer.MAX_VALUE, false);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        ObjectNames.requireRange(offset, length);
        if (length == 0) {
            return size(name).map(_ -> new byte[0]);
        }
        var range = GetObjectArgs.builder().offset(offset).length((long) length);
        return read(name, range, length, true);
    }

    private Optional<byte[]> read(
            String name, GetObjectArgs.Builder request, int limit, boolean ranged) {
        var what = "get of " + name;
        var args = request.bucket(location.bucket()).object(key(name)).build();
        try {
            var bytes =
                    calls.call(
                            what,
                            () -> sdk.getObject(args),
                            answer -> bytes(what, answer, limit, ranged));
            bucketSeen = true;
            return Optional.of(bytes);
        } catch (S3Failure e) {
            if (e.isNoSuchKey()) {
                return Optional.empty();
            }
            if (ranged && e.isInvalidRange()) {
                return Optional.of(new byte[0]);
            }
            throw errors.of(what, e);
        }
    }

    private byte[] bytes(String what, GetObjectResponse answer, int limit, boolean ranged)
            throws IOException {
        try (answer) {
            if (ranged && answer.headers().get("Content-Range") == null) {
                throw errors.wrongAnswer(what, "asked for a range, the store sent the object");
            }
            var stated = answer.headers().get("Content-Length");
            if (stated == null) {
                return answer.readNBytes(ObjectNames.MAX_OBJECT_BYTES);
            }
            var length = Long.parseLong(stated);
            if (length > limit) {
                throw errors.wrongAnswer(what, "asked for " + limit + " bytes, got " + length);
            }
            if (length > ObjectNames.MAX_OBJECT_BYTES) {
                throw errors.tooLarge(what, length);
            }
            var bytes = new byte[(int) length];
            if (answer.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new IOException("the body ended before its length");
            }
            return bytes;
        }
    }

    @Override
    public Optional<Long> size(String name) {
        var what = "size of " + name;
        var args = StatObjectArgs.builder().bucket(location.bucket()).object(key(name)).build();
        try {
            var size = calls.call(what, () -> sdk.statObject(args), answer -> answer.size());
            bucketSeen = true;
            return Optional.of(size);
        } catch (S3Failure e) {
            if (!e.isNoSuchKey()) {
                throw errors.of(what, e);
            }
            requireBucket();
            return Optional.empty();
        }
    }

    /** The answer to HEAD has no body, so a missing bucket looks like a free name. */
    private void requireBucket() {
        if (bucketSeen) {
            return;
        }
        var args = HeadBucketArgs.builder().bucket(location.bucket()).build();
        try {
            calls.call("look for the bucket", () -> sdk.headBucket(args), answer -> answer);
            bucketSeen = true;
        } catch (S3Failure e) {
            throw errors.of("look for the bucket", e);
        }
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        ObjectNames.requirePrefix(prefix);
        ObjectNames.requirePage(max);
        try {
            var page = new S3Listing(location, sdk, calls, errors).page(prefix, startAfter, max);
            bucketSeen = true;
            return page;
        } catch (S3Failure e) {
            throw errors.of("list of " + prefix, e);
        }
    }

    @Override
    public void delete(String name) {
        var args = RemoveObjectArgs.builder().bucket(location.bucket()).object(key(name)).build();
        try {
            calls.call("delete of " + name, () -> sdk.removeObject(args), Optional::ofNullable);
        } catch (S3Failure e) {
            if (!e.isNoSuchKey()) {
                throw errors.of("delete of " + name, e);
            }
        }
    }

    @Override
    public void overwrite(String name, byte[] bytes) {
        try {
            put(name, bytes, bytes.length, false, Digests.of(bytes, bytes.length, checksums));
        } catch (S3Failure e) {
            throw errors.of("overwrite of " + name, e);
        }
    }

    @Override
    public boolean refusesDamagedBody(String name, byte[] bytes) {
        var others = bytes.clone();
        others[0]++;
        try {
            put(name, bytes, bytes.length, true, Digests.of(others, others.length, checksums));
            return false;
        } catch (S3Failure e) {
            if (e.status() >= 400 && e.status() < 500 && e.status() != 409 && e.status() != 429) {
                return true;
            }
            throw errors.of("put of " + name, e);
        }
    }

    @Override
    public Optional<Instant> storeClock() {
        return calls.storeClock();
    }

    @Override
    public Optional<Boolean> versioned() {
        var args = GetBucketVersioningArgs.builder().bucket(location.bucket()).build();
        try {
            return calls.call(
                    "look for versioning",
                    () -> sdk.getBucketVersioning(args),
                    answer -> Optional.of(answer.status() == Status.ENABLED));
        } catch (S3Failure _) {
            return Optional.empty(); // Hidden from these credentials, or unknown to this store.
        }
    }

    @Override
    public Optional<Boolean> lockable() {
        var args = GetObjectLockConfigurationArgs.builder().bucket(location.bucket()).build();
        try {
            return calls.call(
                    "look for object lock",
                    () -> sdk.getObjectLockConfiguration(args),
                    _ -> Optional.of(true));
        } catch (S3Failure e) {
            return e.status() == 404 ? Optional.of(false) : Optional.empty();
        }
    }

    private String key(String name) {
        return location.prefix() + ObjectNames.requireName(name);
    }

    @Override
    public String describe() {
        return location.describe();
    }

    @Override
    public void close() {
        client.close();
    }
}
