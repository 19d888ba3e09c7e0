package io.holdfast.embedded.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.io.ByteArrayInputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3Test {
    private static final String BUCKET = "backups";

    @Test
    void whatIsPutIsRead() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3)) {
            put(client, "a/b", "hello");

            assertEquals("hello", get(client, "a/b"));
        }
    }

    @Test
    void rangedGetReadsOnlyTheRange() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3)) {
            put(client, "digits", "0123456789");

            var range =
                    GetObjectArgs.builder().bucket(BUCKET).object("digits").offset(3L).length(4L);
            try (var in = client.getObject(range.build())) {
                assertArrayEquals("3456".getBytes(StandardCharsets.US_ASCII), in.readAllBytes());
            }
        }
    }

    @Test
    void listGoesOverAPrefixInOrder() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3)) {
            for (var name : List.of("x/2", "x/1", "y/1", "x/sub/3")) {
                put(client, name, name);
            }

            var args =
                    ListObjectsArgs.builder().bucket(BUCKET).prefix("x/").recursive(true).build();
            var names = new ArrayList<String>();
            for (var item : client.listObjects(args)) {
                names.add(item.get().objectName());
            }
            assertEquals(List.of("x/1", "x/2", "x/sub/3"), names);
        }
    }

    @Test
    void conditionalPutOfAnExistingNameIsRefused() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3)) {
            putIfAbsent(client, "once", "first");

            var refused =
                    assertThrows(
                            ErrorResponseException.class,
                            () -> putIfAbsent(client, "once", "second"));
            assertEquals("PreconditionFailed", refused.errorResponse().code());
            assertEquals("first", get(client, "once"));
        }
    }

    @Test
    void ofManyRacingConditionalPutsOneWins() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3);
                var racers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var round = 0; round < 10; round++) {
                var name = "race-" + round;
                List<Callable<String>> tries =
                        IntStream.range(0, 16)
                                .<Callable<String>>mapToObj(
                                        i -> () -> race(client, name, "by " + i))
                                .toList();

                var outcomes = new ArrayList<String>();
                for (var outcome : racers.invokeAll(tries)) {
                    outcomes.add(outcome.get());
                }

                var winners = outcomes.stream().filter(one -> !one.equals("lost")).toList();
                assertEquals(1, winners.size(), outcomes.toString());
                assertEquals(winners.getFirst(), get(client, name));
            }
        }
    }

    @Test
    void restartKeepsPortCredentialsAndObjects() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = client(s3)) {
            var endpoint = s3.endpoint();
            put(client, "kept", "still here");

            s3.restart();

            assertEquals(endpoint, s3.endpoint());
            assertEquals("still here", get(client, "kept"));
        }
    }

    @Test
    void wrongSecretIsRefused() throws Exception {
        try (var s3 = EmbeddedS3.builder().credentials("me", "right").bucket(BUCKET).start();
                var client =
                        MinioClient.builder()
                                .endpoint(s3.endpoint().toString())
                                .region("us-east-1")
                                .credentials("me", "wrong")
                                .build()) {
            var refused = assertThrows(ErrorResponseException.class, () -> put(client, "a", "b"));

            assertEquals("SignatureDoesNotMatch", refused.errorResponse().code());
        }
    }

    @Test
    void closeDeletesOwnDirectoryAndKeepsAGivenOne(@TempDir Path given) {
        var own = EmbeddedS3.builder().bucket(BUCKET).start();
        var kept = EmbeddedS3.builder().directory(given).bucket(BUCKET).start();

        own.close();
        own.close();
        kept.close();

        assertFalse(Files.exists(own.directory()));
        assertTrue(Files.isDirectory(given.resolve(BUCKET)));
    }

    @Test
    void failedStartSaysWhichPort(@TempDir Path given) throws Exception {
        try (var taken = new ServerSocket(0)) {
            var port = taken.getLocalPort();

            var failure =
                    assertThrows(
                            HoldfastException.class,
                            () -> EmbeddedS3.builder().directory(given).port(port).start());

            assertEquals("embedded-s3-start-failed", failure.code());
            assertTrue(
                    String.valueOf(failure.getMessage()).contains(Integer.toString(port)),
                    failure.getMessage());
        }
    }

    private static String race(MinioClient client, String name, String content) throws Exception {
        try {
            putIfAbsent(client, name, content);
            return content;
        } catch (ErrorResponseException e) {
            return e.errorResponse().code().equals("PreconditionFailed")
                    ? "lost"
                    : e.errorResponse().code();
        }
    }

    private static MinioClient client(EmbeddedS3 s3) {
        return MinioClient.builder()
                .endpoint(s3.endpoint().toString())
                .region("us-east-1")
                .credentials(s3.accessKey(), s3.secretKey())
                .build();
    }

    private static void put(MinioClient client, String name, String content) throws Exception {
        client.putObject(putting(name, content).build());
    }

    private static void putIfAbsent(MinioClient client, String name, String content)
            throws Exception {
        client.putObject(putting(name, content).extraHeaders(Map.of("If-None-Match", "*")).build());
    }

    private static PutObjectArgs.Builder putting(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return PutObjectArgs.builder().bucket(BUCKET).object(name).stream(
                new ByteArrayInputStream(bytes), (long) bytes.length, -1L);
    }

    private static String get(MinioClient client, String name) throws Exception {
        var args = GetObjectArgs.builder().bucket(BUCKET).object(name).build();
        try (var in = client.getObject(args)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
