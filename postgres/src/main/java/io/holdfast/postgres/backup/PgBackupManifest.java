package io.holdfast.postgres.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes PostgreSQL's {@code backup_manifest}, byte for byte as its {@code
 * backup/backup_manifest.c} does, so that {@code pg_verifybackup} can judge a restore. Version 1 up
 * to PostgreSQL 16, version 2 with the system identifier from 17. Nothing is held: files go out as
 * they are added. Not thread-safe; the caller closes the stream after {@link #finish}.
 */
public final class PgBackupManifest {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final DigestOutputStream out;
    private boolean hasFiles;

    /** WAL that the backup needs on one timeline, from {@code start} up to {@code end}. */
    public record WalRange(TimelineId timeline, Lsn start, Lsn end) {}

    /**
     * Writes the head.
     *
     * @param major of the server whose backup this is
     */
    public PgBackupManifest(OutputStream out, int major, SystemIdentifier systemIdentifier) {
        this.out = new DigestOutputStream(out, sha256());
        if (major >= 17) {
            write("{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n");
            write("\"System-Identifier\": " + systemIdentifier + ",\n");
        } else {
            write("{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n");
        }
        write("\"Files\": [");
    }

    /**
     * Adds one file.
     *
     * @param path relative to the data directory, through {@code pg_tblspc/<oid>/} for a tablespace
     * @param sha256 of the whole content, lower-case hexadecimal
     */
    public void addFile(byte[] path, long sizeBytes, Instant modified, String sha256) {
        write(hasFiles ? ",\n{ " : "\n{ ");
        hasFiles = true;
        write(ManifestPath.property(path));
        write(
                ", \"Size\": %d, \"Last-Modified\": \"%s\", \"Checksum-Algorithm\": \"SHA256\", "
                        .formatted(sizeBytes, TIME.format(modified)));
        write("\"Checksum\": \"" + sha256 + "\" }");
    }

    /** Writes the WAL ranges, newest timeline first, and the manifest's own checksum. */
    public void finish(List<WalRange> ranges) {
        write("\n],\n\"WAL-Ranges\": [\n");
        String separator = "";
        for (WalRange range : ranges) {
            write(separator);
            write(
                    "{ \"Timeline\": %s, \"Start-LSN\": \"%s\", \"End-LSN\": \"%s\" }"
                            .formatted(range.timeline(), range.start(), range.end()));
            separator = ",\n";
        }
        write("\n],\n");
        String checksum = HexFormat.of().formatHex(out.getMessageDigest().digest());
        write("\"Manifest-Checksum\": \"" + checksum + "\"}\n");
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
