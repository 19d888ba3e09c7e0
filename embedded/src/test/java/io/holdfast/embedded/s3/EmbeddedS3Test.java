package io.holdfast.embedded.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.minio.errors.ErrorResponseException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3Test {
    private static final String BUCKET = S3Client.BUCKET;

    @Test
    void whatIsPutIsRead() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3)) {
            client.put("a/b", "hello");

            assertEquals("hello", client.get("a/b"));
        }
    }

    @Test
    void rangedGetReadsOnlyTheRange() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3)) {
            client.put("digits", "0123456789");

            assertEquals("3456", client.getRange("digits", 3, 4));
        }
    }

    @Test
    void listGoesOverAPrefixInOrder() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3)) {
            for (var name : List.of("x/2", "x/1", "y/1", "x/sub/3")) {
                client.put(name, name);
            }

            var names = client.list("x/");

            assertEquals(List.of("x/1", "x/2", "x/sub/3"), names);
        }
    }

    @Test
    void conditionalPutOfAnExistingNameIsRefused() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3)) {
            client.putIfAbsent("once", "first");

            var refused =
                    assertThrows(
                            ErrorResponseException.class,
                            () -> client.putIfAbsent("once", "second"));
            assertEquals("PreconditionFailed", refused.errorResponse().code());
            assertEquals("first", client.get("once"));
        }
    }

    @Test
    void ofManyRacingConditionalPutsOneWins() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3);
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
                assertEquals(winners.getFirst(), client.get(name));
            }
        }
    }

    @Test
    void restartKeepsPortCredentialsAndObjects() throws Exception {
        try (var s3 = EmbeddedS3.builder().bucket(BUCKET).start();
                var client = S3Client.of(s3)) {
            var endpoint = s3.endpoint();
            client.put("kept", "still here");

            s3.restart();

            assertEquals(endpoint, s3.endpoint());
            assertEquals("still here", client.get("kept"));
        }
    }

    @Test
    void wrongSecretIsRefused() throws Exception {
        try (var s3 = EmbeddedS3.builder().credentials("me", "right").bucket(BUCKET).start();
                var client = S3Client.of(s3, "me", "wrong")) {
            var refused = assertThrows(ErrorResponseException.class, () -> client.put("a", "b"));

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

    private static String race(S3Client client, String name, String content) throws Exception {
        try {
            client.putIfAbsent(name, content);
            return content;
        } catch (ErrorResponseException e) {
            return e.errorResponse().code().equals("PreconditionFailed")
                    ? "lost"
                    : e.errorResponse().code();
        }
    }
}
