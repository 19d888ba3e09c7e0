package io.holdfast.postgres.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgBackupManifestTest {
    private static final Pattern FILE =
            Pattern.compile(
                    "\"Path\": \"([^\"]+)\", \"Size\": (\\d+), \"Last-Modified\": \"(\\S+) (\\S+) GMT\""
                            + ".*\"Checksum\": \"([0-9a-f]{64})\"");
    private static final Pattern RANGE =
            Pattern.compile("\"Start-LSN\": \"(\\S+)\", \"End-LSN\": \"(\\S+)\"");

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void itIsByteForByteWhatTheServerWrites(int major) {
        String real =
                new String(Fixtures.unpacked(major, "backup_manifest"), StandardCharsets.UTF_8);
        String systemIdentifier =
                Fixtures.properties(major, "pg_control.properties")
                        .getProperty("system_identifier");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PgBackupManifest manifest =
                new PgBackupManifest(out, major, SystemIdentifier.parse(systemIdentifier));
        Matcher file = FILE.matcher(real);
        int files = 0;
        for (; file.find(); files++) {
            manifest.addFile(
                    file.group(1).getBytes(StandardCharsets.UTF_8),
                    Long.parseLong(file.group(2)),
                    Instant.parse(file.group(3) + "T" + file.group(4) + "Z"),
                    file.group(5));
        }
        manifest.finish(List.of(range(real)));

        assertTrue(files > 900, () -> "a real cluster has more files");
        assertEquals(real, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void namesThatAreNotUtf8AreEncoded() {
        String written = manifestOf(new byte[] {'b', '/', (byte) 0xFF});

        assertTrue(written.contains("{ \"Encoded-Path\": \"622fff\", \"Size\": 3"), written);
    }

    @Test
    void namesAreEscapedAsJson() {
        String written = manifestOf("a\"b\\c\n\u0001é".getBytes(StandardCharsets.UTF_8));

        assertTrue(written.contains("{ \"Path\": \"a\\\"b\\\\c\\n\\u0001é\","), written);
    }

    private static String manifestOf(byte[] path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PgBackupManifest manifest = new PgBackupManifest(out, 16, new SystemIdentifier(1));
        manifest.addFile(path, 3, Instant.EPOCH, "00");
        manifest.finish(List.of());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PgBackupManifest.WalRange range(String real) {
        Matcher matcher = RANGE.matcher(real);
        assertTrue(matcher.find());
        return new PgBackupManifest.WalRange(
                new TimelineId(1), Lsn.parse(matcher.group(1)), Lsn.parse(matcher.group(2)));
    }
}
