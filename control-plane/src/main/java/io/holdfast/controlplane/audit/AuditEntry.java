package io.holdfast.controlplane.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * An act in the log. Its hash is over the hash before and its own content, as
 * docs/reference/audit.md writes it down.
 *
 * @param number 1, 2, 3, ...
 * @param at to the microsecond
 * @param hash 64 hexadecimal digits
 */
public record AuditEntry(long number, Instant at, Act act, String hash) {
    /** What stands before the first entry. */
    public static final String NO_HASH = "0".repeat(64);

    /** The entry that follows on another. */
    static AuditEntry after(String previousHash, long number, Instant at, Act act) {
        Instant kept = at.truncatedTo(ChronoUnit.MICROS);
        return new AuditEntry(number, kept, act, hash(previousHash, number, kept, act));
    }

    /** Whether this is the hash that an entry with this content has behind that one. */
    boolean follows(String previousHash) {
        return hash.equals(hash(previousHash, number, at, act));
    }

    private static String hash(String previous, long number, Instant at, Act act) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(HexFormat.of().parseHex(previous));
            out.writeLong(number);
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
            text(out, act.actor());
            text(out, act.origin());
            text(out, act.action());
            text(out, act.subject());
            text(out, act.outcome().name());
            text(out, act.before());
            text(out, act.after());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    // With its length before it, so that no two contents have the same bytes.
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
