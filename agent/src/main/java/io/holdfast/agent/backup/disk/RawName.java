package io.holdfast.agent.backup.disk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a file's name, which need not be text in any encoding. */
final class RawName {
    private RawName() {}

    /** One char a byte. */
    static String of(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.chars().allMatch(c -> c < 0x80) ? name : decoded(file);
    }

    /** A URI of a file holds its bytes, escaped; a path as text may have lost some. */
    private static String decoded(Path file) {
        String uri = file.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        String name = uri.substring(uri.lastIndexOf('/', end - 1) + 1, end);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                bytes.write(Integer.parseInt(name.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
