package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.s3.ScriptedServer.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class S3ListingTest {
    private final ScriptedServer server = new ScriptedServer();
    private final S3ObjectStore store =
            S3ObjectStore.open(
                    S3Settings.of(
                            server.endpoint(),
                            "us-east-1",
                            "backups",
                            "my/prefix",
                            S3CredentialSources.fixed(TestSettings.CREDENTIALS)));

    S3ListingTest() throws IOException {}

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void namesAreDecodedAndThoseOfOthersLeftOut() {
        answer(
                true,
                "my%2Fprefix%2F",
                "my%2Fprefix%2Fa%2Fb",
                "my%2Fprefix%2Fa+c%2F%2B",
                "my%2Fprefix%2Fb%2F");

        var page = store.list("", "");

        assertEquals(List.of(new ObjectInfo("a/b", 7)), page.objects());
        assertTrue(page.truncated());
    }

    @Test
    void theRequestSaysWhereToBeginBelowThePrefix() {
        answer(false, "my%2Fprefix%2Fe%2F0002");

        store.list("e/", "e/0001");

        var path = server.requests().getFirst().path();
        assertTrue(path.startsWith("/backups?"), path);
        assertTrue(path.contains("list-type=2"), path);
        assertTrue(path.contains("prefix=my%2Fprefix%2Fe%2F"), path);
        assertTrue(path.contains("start-after=my%2Fprefix%2Fe%2F0001"), path);
        assertTrue(path.contains("encoding-type=url"), path);
        assertFalse(path.contains("delimiter=%2F"), path);
    }

    @Test
    void aStoreThatIgnoresWhereToBeginIsNotFollowedForEver() {
        answer(true, "my%2Fprefix%2Fe%2F0001", "my%2Fprefix%2Fe%2F0002");

        assertWrong("e/0001");
    }

    @Test
    void aStoreThatDoesNotSortIsRefused() {
        answer(true, "my%2Fprefix%2Fe%2F0002", "my%2Fprefix%2Fe%2F0001");

        assertWrong("");
    }

    @Test
    void aStoreThatIgnoresThePrefixIsRefused() {
        answer(true, "other%2Fe%2F0002");

        assertWrong("");
    }

    private void assertWrong(String startAfter) {
        var failure = assertThrows(HoldfastException.class, () -> store.list("e/", startAfter));

        assertEquals("repository-answer-wrong", failure.code());
        assertEquals(ErrorCategory.INTEGRITY, failure.category());
    }

    private void answer(boolean truncated, String... keys) {
        var xml = new StringBuilder();
        xml.append("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")
                .append("<Name>backups</Name><EncodingType>url</EncodingType>")
                .append("<IsTruncated>" + truncated + "</IsTruncated>");
        for (var key : keys) {
            xml.append("<Contents><Key>" + key + "</Key>")
                    .append("<LastModified>2026-01-02T03:04:05.000Z</LastModified>")
                    .append("<ETag>\"x\"</ETag><Size>7</Size></Contents>");
        }
        server.answer(
                new Answer(200, "application/xml", xml.append("</ListBucketResult>").toString()));
    }
}
