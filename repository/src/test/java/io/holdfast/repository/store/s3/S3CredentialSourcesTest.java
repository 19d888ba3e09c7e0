package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3CredentialSourcesTest {
    @TempDir private Path directory;

    @Test
    @DisplayName("T38: a profile is read anew each time")
    void aProfileIsReadAnew() throws IOException {
        var file = directory.resolve("credentials");
        Files.writeString(
                file,
                """
                [default]
                aws_access_key_id = not this
                aws_secret_access_key = one
                [backups]
                # rotated daily
                aws_access_key_id = first
                aws_secret_access_key=se=cret
                """);
        var source = S3CredentialSources.sharedFile(file, "backups");
        var first = source.get();
        Files.writeString(
                file,
                """
                [backups]
                aws_access_key_id = second
                aws_secret_access_key = secret
                aws_session_token = token
                """);

        assertEquals(S3Credentials.of("first", "se=cret"), first);
        assertEquals(new S3Credentials("second", "secret", Optional.of("token")), source.get());
    }

    @Test
    @DisplayName("T38: files are read anew each time")
    void filesAreReadAnew() throws IOException {
        var access = Files.writeString(directory.resolve("access"), "one\n");
        var secret = Files.writeString(directory.resolve("secret"), "two\n");
        var source = S3CredentialSources.files(access, secret, Optional.empty());
        var first = source.get();
        Files.writeString(access, "three");

        assertEquals(S3Credentials.of("one", "two"), first);
        assertEquals(S3Credentials.of("three", "two"), source.get());
    }

    @Test
    void theEnvironmentIsEnough() {
        var source =
                S3CredentialSources.environment(
                        Map.of(
                                "AWS_ACCESS_KEY_ID", "one",
                                "AWS_SECRET_ACCESS_KEY", "two",
                                "AWS_SESSION_TOKEN", "three"));

        assertEquals(new S3Credentials("one", "two", Optional.of("three")), source.get());
    }

    @Test
    void whatIsMissingIsSaid() {
        var empty = S3CredentialSources.environment(Map.of("AWS_ACCESS_KEY_ID", "one"));
        var nowhere = S3CredentialSources.sharedFile(directory.resolve("none"), "default");

        assertEquals(
                "repository-credentials-missing",
                assertThrows(HoldfastException.class, empty::get).code());
        assertEquals(
                "repository-credentials-missing",
                assertThrows(HoldfastException.class, nowhere::get).code());
    }

    @Test
    void aStoreWithoutCredentialsSaysSo() {
        var settings =
                S3Settings.of(
                        "http://127.0.0.1:1",
                        "us-east-1",
                        "backups",
                        "",
                        S3CredentialSources.environment(Map.of()));
        try (var store = S3ObjectStore.open(settings)) {
            var failure = assertThrows(HoldfastException.class, () -> store.get("a"));

            assertEquals("repository-credentials-missing", failure.code());
        }
    }
}
