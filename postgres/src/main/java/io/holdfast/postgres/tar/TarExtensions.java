package io.holdfast.postgres.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What pax headers and GNU long names say about the entry that follows them. */
final class TarExtensions {
    private static final String PATH = "path";
    private static final String LINK = "linkpath";

    private final Map<String, String> values = new HashMap<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private char current;

    static boolean isExtension(char type) {
        return type == 'x' || type == 'g' || type == 'L' || type == 'K';
    }

    boolean isPending() {
        return !values.isEmpty();
    }

    void startOne(char type) {
        current = type;
        content.reset();
    }

    void take(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        content.writeBytes(copy);
    }

    void endOne() {
        String text = content.toString(StandardCharsets.ISO_8859_1);
        switch (current) {
            case 'L' -> values.put(PATH, withoutZero(text));
            case 'K' -> values.put(LINK, withoutZero(text));
            case 'x' -> parsePax(text);
            // A global header describes the archive, not an entry.
            default -> {}
        }
    }

    TarEntry applyTo(TarHeader header) {
        TarEntry.Type type = type(header.type());
        String name = TarNames.safe(values.getOrDefault(PATH, header.name()));
        boolean isFile = type == TarEntry.Type.FILE;
        return new TarEntry(
                name,
                type,
                isFile ? number("size", header.size()) : 0,
                header.mode(),
                Instant.ofEpochSecond(number("mtime", header.modifiedSeconds())),
                type == TarEntry.Type.SYMBOLIC_LINK
                        ? values.getOrDefault(LINK, header.linkTarget())
                        : "");
    }

    private static TarEntry.Type type(char type) {
        return switch (type) {
            case '0', '\0', '7' -> TarEntry.Type.FILE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            default -> throw TarReader.malformed("an entry has the type '" + type + "'");
        };
    }

    /** Whole seconds and bytes: a fraction is cut off. */
    private long number(String key, long otherwise) {
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        int point = text.indexOf('.');
        try {
            long number = Long.parseLong(point < 0 ? text : text.substring(0, point));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw TarReader.malformed("a pax header has " + key + "=" + text);
        }
        throw TarReader.malformed("a pax header has " + key + "=" + text);
    }

    /** Records of the form {@code <length> <key>=<value>\n}, where the length counts all of it. */
    private void parsePax(String text) {
        for (int at = 0; at < text.length(); ) {
            int space = text.indexOf(' ', at);
            int equals = text.indexOf('=', at);
            int end = space < 0 ? -1 : at + length(text.substring(at, space));
            boolean fits = end > 0 && end <= text.length() && space < equals && equals < end;
            if (!fits || text.charAt(end - 1) != '\n') {
                throw TarReader.malformed("a pax header has a broken record");
            }
            values.put(text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
            at = end;
        }
    }

    private static int length(String digits) {
        try {
            return Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            throw TarReader.malformed("a pax header has a record of length '" + digits + "'");
        }
    }

    private static String withoutZero(String text) {
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }
}
