package io.holdfast.embedded.s3;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The few calls the tests make, of texts in one bucket. */
record S3Client(MinioClient client) implements AutoCloseable {
    static final String BUCKET = "backups";

    private static final Map<String, String> ONLY_ONCE = Map.of("If-None-Match", "*");

    static S3Client of(EmbeddedS3 s3) {
        return of(s3, s3.accessKey(), s3.secretKey());
    }

    static S3Client of(EmbeddedS3 s3, String accessKey, String secretKey) {
        return new S3Client(
                MinioClient.builder()
                        .endpoint(s3.endpoint().toString())
                        .region("us-east-1")
                        .credentials(accessKey, secretKey)
                        .build());
    }

    void put(String name, String content) throws Exception {
        client.putObject(putting(name, content).build());
    }

    void putIfAbsent(String name, String content) throws Exception {
        client.putObject(putting(name, content).extraHeaders(ONLY_ONCE).build());
    }

    String get(String name) throws Exception {
        return read(GetObjectArgs.builder().bucket(BUCKET).object(name).build());
    }

    String getRange(String name, long offset, long length) throws Exception {
        var args = GetObjectArgs.builder().bucket(BUCKET).object(name);
        return read(args.offset(offset).length(length).build());
    }

    List<String> list(String prefix) throws Exception {
        var args = ListObjectsArgs.builder().bucket(BUCKET).prefix(prefix).recursive(true).build();
        var names = new ArrayList<String>();
        for (var item : client.listObjects(args)) {
            names.add(item.get().objectName());
        }
        return names;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String read(GetObjectArgs args) throws Exception {
        try (var in = client.getObject(args)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static PutObjectArgs.Builder putting(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return PutObjectArgs.builder().bucket(BUCKET).object(name).stream(
                new ByteArrayInputStream(bytes), (long) bytes.length, -1L);
    }
}
