package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.store.s3.ScriptedServer.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3AnswersTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    private final ScriptedServer server = new ScriptedServer();
    private final S3ObjectStore store = S3ObjectStore.open(TestSettings.at(server.endpoint()));

    S3AnswersTest() throws IOException {}

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket, NOT_FOUND, repository-bucket-missing",
        "403, InvalidAccessKeyId, CONFIGURATION, repository-credentials-refused",
        "403, SignatureDoesNotMatch, CONFIGURATION, repository-credentials-refused",
        "400, ExpiredToken, CONFIGURATION, repository-credentials-expired",
        "403, AccessDenied, CONFIGURATION, repository-access-denied",
        "403, RequestTimeTooSkewed, CONFIGURATION, repository-clock-skewed",
        "301, PermanentRedirect, CONFIGURATION, repository-region-wrong",
        "400, AuthorizationHeaderMalformed, CONFIGURATION, repository-region-wrong",
        "307, TemporaryRedirect, TRANSIENT, repository-busy",
        "409, ConditionalRequestConflict, TRANSIENT, repository-conflict",
        "409, OperationAborted, TRANSIENT, repository-conflict",
        "429, TooManyRequests, TRANSIENT, repository-busy",
        "500, InternalError, TRANSIENT, repository-busy",
        "503, SlowDown, TRANSIENT, repository-busy",
        "503, SomethingNew, TRANSIENT, repository-busy",
        "400, RequestTimeout, TRANSIENT, repository-timeout",
        "400, IncompleteBody, TRANSIENT, repository-connection-cut",
        "400, BadDigest, INTEGRITY, repository-digest-mismatch",
        "400, XAmzContentSHA256Mismatch, INTEGRITY, repository-digest-mismatch",
        "507, XMinioStorageFull, REPOSITORY, repository-full",
        "501, NotImplemented, REPOSITORY, repository-unsupported",
        "400, EntityTooLarge, REPOSITORY, repository-refused",
        "403, SomethingNew, CONFIGURATION, repository-access-denied",
    })
    void anErrorOfTheStoreHasItsCategory(
            int status, String s3Code, ErrorCategory category, String code) {
        server.answer(Answer.error(status, s3Code));

        var failure = assertThrows(HoldfastException.class, this::put);

        assertEquals(category, failure.category());
        assertEquals(code, failure.code());
        var message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(s3Code), message);
        assertTrue(message.contains("s3://backups/some/"), message);
        assertTrue(failure.hint().endsWith("."), failure.hint());
        assertEquals(1, server.requests().size(), "nothing is tried twice");
    }

    @ParameterizedTest
    @CsvSource({
        "502, text/html, <html>bad gateway</html>, TRANSIENT, repository-busy",
        "503, '', '', TRANSIENT, repository-busy",
        "409, '', '', TRANSIENT, repository-conflict",
        "403, text/plain, no, CONFIGURATION, repository-access-denied",
        "400, text/html, plain HTTP was sent to an HTTPS port, CONFIGURATION, repository-not-s3",
        "404, text/html, not found, CONFIGURATION, repository-not-s3",
        "503, text/xml, <Error><Code>SlowDown</Code></Error>, TRANSIENT, repository-busy",
        "403, '', <Error><Code>ExpiredToken</Code></Error>, CONFIGURATION,"
                + " repository-credentials-expired",
        "403, application/xml, <Error></Error>, CONFIGURATION, repository-access-denied",
    })
    void anErrorThatIsNotQuiteS3IsUnderstood(
            int status, String type, String body, ErrorCategory category, String code) {
        server.answer(new Answer(status, type, body));

        var failure = assertThrows(HoldfastException.class, this::put);

        assertEquals(category, failure.category());
        assertEquals(code, failure.code());
    }

    @Test
    void aPreconditionThatFailedIsATakenNameWithOrWithoutABody() {
        server.answer(Answer.error(412, "PreconditionFailed"));
        assertEquals(PutOutcome.ALREADY_EXISTS, put());

        server.answer(new Answer(412, "", ""));
        assertEquals(PutOutcome.ALREADY_EXISTS, put());
    }

    @Test
    void aSuccessThatIsAnErrorIsAnError() {
        var body = Answer.error(200, "InternalError");
        server.answer(body);
        assertEquals("repository-busy", assertThrows(HoldfastException.class, this::put).code());
        assertEquals(
                "repository-busy",
                assertThrows(HoldfastException.class, () -> store.list("", "")).code());
        assertEquals(
                "repository-busy",
                assertThrows(HoldfastException.class, () -> store.delete("a")).code());
    }

    @Test
    void aSuccessWithoutAnEtagIsASuccess() {
        server.answer(new Answer(200, "", ""));

        assertEquals(PutOutcome.CREATED, put());
    }

    @Test
    void aWebPageInsteadOfAListingIsNotS3() {
        server.answer(new Answer(200, "text/html", "<html>Welcome</html>"));

        var failure = assertThrows(HoldfastException.class, () -> store.list("", ""));

        assertEquals("repository-not-s3", failure.code());
    }

    @Test
    void aMissingBucketIsNotAFreeName() {
        server.answer(new Answer(404, "", ""));

        var failure = assertThrows(HoldfastException.class, () -> store.size("a"));

        assertEquals("repository-bucket-missing", failure.code());
    }

    @Test
    void aConflictOnHeadIsNotAMissingBucket() {
        server.answer(new Answer(409, "", ""));

        var failure = assertThrows(HoldfastException.class, () -> store.size("a"));

        assertEquals("repository-conflict", failure.code());
    }

    @Test
    @DisplayName("T81: a bucket elsewhere is said to be there, whatever the status")
    void theBucketsRegionIsNamed() {
        server.answer(new Answer(400, "", "", List.of("x-amz-bucket-region:eu-west-3")));

        var failure = assertThrows(HoldfastException.class, () -> store.size("a"));

        assertEquals("repository-region-wrong", failure.code());
        assertTrue(String.valueOf(failure.getMessage()).contains("eu-west-3"));
    }

    @Test
    @DisplayName(
            "T65, T67: a put is one request with its length, and no checksum that stores refuse")
    void aPutIsOnePlainRequest() {
        put();

        assertEquals(1, server.requests().size());
        var request = server.requests().getFirst();
        assertEquals("PUT", request.method());
        assertArrayEquals(BYTES, request.body());
        assertEquals("*", request.headers().getFirst("If-None-Match"));
        assertEquals("5", request.headers().getFirst("Content-Length"));
        assertEquals("fP3QeImzKV1qVQkUqzXgaA==", request.headers().getFirst("Content-MD5"));
        assertEquals(
                "74f81fe167d99b4cb41d6d0ccda82278caee9f3e2f25d5e5a3936ff3dcec60d0",
                request.headers().getFirst("X-Amz-Content-Sha256"));
        assertNull(request.headers().getFirst("Transfer-Encoding"));
        assertNull(request.headers().getFirst("Content-Encoding"));
        assertFalse(
                request.headers().keySet().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("checksum")));
    }

    @Test
    @DisplayName("T65: checksums that the store keeps are sent on demand, and compared")
    void checksumsAreSentOnDemand() {
        var settings = TestSettings.at(server.endpoint()).withChecksums(ChecksumMode.ALWAYS);
        try (var always = S3ObjectStore.open(settings)) {
            var checksum = "dPgf4WfZm0y0HW0MzagieMrunz4vJdXlo5Nv89zsYNA=";
            server.answer(new Answer(200, "", "", List.of("x-amz-checksum-sha256:" + checksum)));
            always.putIfAbsent("a", BYTES, BYTES.length);
            var sent = server.requests().getFirst().headers();
            assertEquals(checksum, sent.getFirst("X-Amz-Checksum-Sha256"));
            assertNull(sent.getFirst("Content-MD5"));

            server.answer(new Answer(200, "", "", List.of("x-amz-checksum-sha256:other")));
            var failure =
                    assertThrows(
                            HoldfastException.class,
                            () -> always.putIfAbsent("a", BYTES, BYTES.length));
            assertEquals(ErrorCategory.INTEGRITY, failure.category());
        }
    }

    @Test
    @DisplayName("T66: an ETag that is not an MD5 means nothing")
    void theEtagIsOpaque() {
        server.answer(new Answer(200, "", "", List.of("ETag:\"not-an-md5-5\"")));

        assertEquals(PutOutcome.CREATED, put());
    }

    @Test
    void aStoreThatSendsMoreThanAskedIsNotBelieved() {
        server.answer(new Answer(200, "application/octet-stream", "the whole object"));

        var failure = assertThrows(HoldfastException.class, () -> store.get("a", 4, 5));

        assertEquals("repository-answer-wrong", failure.code());
        assertEquals(ErrorCategory.INTEGRITY, failure.category());
    }

    @Test
    @DisplayName("T38: credentials refused while they were rotated are tried again")
    void rotatedCredentialsAreTriedAgain() {
        var old = S3Credentials.of("old", "secret");
        var asked = new AtomicInteger();
        var settings =
                S3Settings.of(
                        server.endpoint(),
                        "us-east-1",
                        "backups",
                        "",
                        () -> asked.getAndIncrement() == 0 ? old : newest());
        server.answer(Answer.error(400, "ExpiredToken"));
        try (var rotated = S3ObjectStore.open(settings)) {
            var first = assertThrows(HoldfastException.class, () -> rotated.get("a"));
            var second = assertThrows(HoldfastException.class, () -> rotated.get("a"));

            assertEquals("repository-credentials-rotated", first.code());
            assertEquals(ErrorCategory.TRANSIENT, first.category());
            assertEquals("repository-credentials-expired", second.code());
            var token = server.requests().getLast().headers().getFirst("X-Amz-Security-Token");
            assertEquals("the-token", token);
        }
    }

    @Test
    void noSecretIsInWhatAFailurePrints() {
        var settings =
                S3Settings.of(
                        server.endpoint(),
                        "us-east-1",
                        "backups",
                        "",
                        S3CredentialSources.fixed(newest()));
        server.answer(Answer.error(403, "AccessDenied"));
        try (var secret = S3ObjectStore.open(settings)) {
            var failure = assertThrows(HoldfastException.class, () -> secret.get("a"));

            var printed = new StringWriter();
            failure.printStackTrace(new PrintWriter(printed));
            assertTrue(printed.toString().contains("AccessDenied"), printed.toString());
            assertFalse(printed.toString().contains("the-token"), printed.toString());
            assertFalse(newest().toString().contains("the-secret"));
        }
    }

    private static S3Credentials newest() {
        return new S3Credentials("new", "the-secret", Optional.of("the-token"));
    }

    private PutOutcome put() {
        return store.putIfAbsent("a/b", BYTES, BYTES.length);
    }
}
