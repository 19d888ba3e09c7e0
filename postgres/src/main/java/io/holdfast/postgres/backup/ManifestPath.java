package io.holdfast.postgres.backup;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How a {@code backup_manifest} names a file: as text if it is UTF-8, else in hexadecimal. */
final class ManifestPath {
    private ManifestPath() {}

    static String property(byte[] path) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(path);
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return "\"Path\": \"" + escaped(text) + "\"";
        } catch (CharacterCodingException e) {
            return "\"Encoded-Path\": \"" + HexFormat.of().formatHex(path) + "\"";
        }
    }

    /** PostgreSQL's {@code escape_json}. */
    private static String escaped(String text) {
        StringBuilder json = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                default -> appendPlain(json, c);
            }
        }
        return json.toString();
    }

    private static void appendPlain(StringBuilder json, char c) {
        if (c < ' ') {
            json.append("\\u").append(HexFormat.of().toHexDigits(c));
        } else {
            json.append(c);
        }
    }
}
