package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3SettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "9000",
                ":9000",
                "localhost:9000",
                "s3.example.com",
                "s3://bucket",
                "ftp://s3.example.com",
                "http://",
                "http://host:port",
                "https://s3.example.com/bucket",
                "https://s3.example.com?x=y",
                "not a url"
            })
    void anEndpointThatIsNotAUrlIsRefusedWithAnExample(String endpoint) {
        var failure = refusal(settings(endpoint, "us-east-1", "backups", ""));

        assertEquals("repository-endpoint-invalid", failure.code());
        assertEquals(ErrorCategory.CONFIGURATION, failure.category());
        assertTrue(failure.hint().contains("https://s3.example.com:9000"), failure.hint());
    }

    @Test
    void aPasswordInAnEndpointIsNotRepeated() {
        var failure =
                refusal(settings("https://me:hush@s3.example.com", "us-east-1", "backups", ""));

        assertEquals("repository-endpoint-invalid", failure.code());
        assertFalse(String.valueOf(failure.getMessage()).contains("hush"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', backups, '', repository-region-invalid",
        "us east, backups, '', repository-region-invalid",
        "us-east-1, '', '', repository-bucket-invalid",
        "us-east-1, back/ups, '', repository-bucket-invalid",
        "us-east-1, backups, a b, repository-prefix-invalid",
        "us-east-1, backups, a//b, repository-prefix-invalid",
        "us-east-1, backups, ../b, repository-prefix-invalid",
    })
    void whatIsWrongIsNamed(String region, String bucket, String prefix, String code) {
        var failure = refusal(settings("http://127.0.0.1:1", region, bucket, prefix));

        assertEquals(code, failure.code());
        assertEquals(ErrorCategory.CONFIGURATION, failure.category());
    }

    private static HoldfastException refusal(S3Settings settings) {
        return assertThrows(HoldfastException.class, () -> S3ObjectStore.open(settings));
    }

    @ParameterizedTest
    @DisplayName("T81: a bucket with a dot in its name is named in the path")
    @CsvSource({
        "'', backups, AUTO, false",
        "'', back.ups, AUTO, true",
        "https://s3.eu-west-1.amazonaws.com, backups, AUTO, false",
        "https://minio.example.com, backups, AUTO, true",
        "https://minio.example.com, backups, NEVER, false",
        "'', backups, ALWAYS, true",
    })
    void theStyleFitsTheStore(String endpoint, String bucket, PathStyle style, boolean inPath) {
        var settings = settings(endpoint, "us-east-1", bucket, "").withPathStyle(style);

        assertEquals(inPath, S3Location.of(settings).inPath());
    }

    @Test
    @DisplayName("T81: without an endpoint the region names it")
    void anEmptyEndpointIsThatOfTheRegion() {
        assertEquals(
                "s3://backups/a/b/ at https://s3.eu-west-3.amazonaws.com",
                describe(settings("", "eu-west-3", "backups", "/a/b/")));
        assertEquals(
                "s3://backups/ at https://s3.cn-north-1.amazonaws.com.cn",
                describe(settings("", "cn-north-1", "backups", "")));
    }

    private static String describe(S3Settings settings) {
        try (var store = S3ObjectStore.open(settings)) {
            return store.describe();
        }
    }

    private static S3Settings settings(
            String endpoint, String region, String bucket, String prefix) {
        var credentials = new S3Credentials("access", "secret", Optional.empty());
        return S3Settings.of(
                endpoint, region, bucket, prefix, S3CredentialSources.fixed(credentials));
    }
}
