package io.holdfast.postgres.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code tablespace_map} of a base backup: which directory each tablespace is linked to. On
 * start PostgreSQL makes the links anew from it, so it wins over the links laid down by a restore
 * (T16). Paths are decoded as ISO 8859-1, one char a byte: they need not be UTF-8.
 */
public record TablespaceMap(List<Link> links) {
    /** The directory of one tablespace. */
    public record Link(int oid, String path) {}

    public TablespaceMap {
        links = List.copyOf(links);
    }

    /** Parses what {@code read_tablespace_map} ({@code xlogrecovery.c}) would accept. */
    public static TablespaceMap parse(byte[] raw) {
        List<Link> links = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean escaped = false;
        for (byte b : raw) {
            char c = (char) (b & 0xFF);
            if (!escaped && c == '\\') {
                escaped = true;
            } else if (!escaped && (c == '\n' || c == '\r')) {
                endLine(line, links);
            } else {
                line.append(c);
                escaped = false;
            }
        }
        if (!line.isEmpty() || escaped) {
            throw malformed("its last line has no end");
        }
        return new TablespaceMap(links);
    }

    /** The file as {@code do_pg_backup_start} ({@code xlog.c}) writes it. */
    public byte[] format() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Link link : links) {
            String oid = Integer.toUnsignedString(link.oid()) + " ";
            out.writeBytes(oid.getBytes(StandardCharsets.ISO_8859_1));
            for (byte b : link.path().getBytes(StandardCharsets.ISO_8859_1)) {
                if (b == '\n' || b == '\r' || b == '\\') {
                    out.write('\\');
                }
                out.write(b);
            }
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static void endLine(StringBuilder line, List<Link> links) {
        if (line.isEmpty()) {
            return;
        }
        String text = line.toString();
        line.setLength(0);
        int space = text.indexOf(' ');
        if (space < 1 || space == text.length() - 1) {
            throw malformed("no tablespace and path in '" + text + "'");
        }
        links.add(new Link(oid(text.substring(0, space)), text.substring(space + 1)));
    }

    private static int oid(String decimal) {
        try {
            return Integer.parseUnsignedInt(decimal);
        } catch (NumberFormatException e) {
            throw malformed("'" + decimal + "' is no tablespace");
        }
    }

    private static HoldfastException malformed(String why) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "tablespace-map-malformed",
                "tablespace_map is malformed: " + why,
                "Take the tablespace_map as PostgreSQL gave it at the end of the backup.");
    }
}
