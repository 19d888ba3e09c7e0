package io.holdfast.postgres.tar;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** Names that stay below the directory into which they are unpacked (T61). */
final class TarNames {
    private TarNames() {}

    /** The name without {@code ./} at its head and slashes at its end. */
    static String safe(String raw) {
        String name = raw;
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        int end = name.length();
        while (end > 1 && name.charAt(end - 1) == '/') {
            end--;
        }
        name = name.substring(0, end);
        if (name.isEmpty() || name.startsWith("/") || name.indexOf('\0') >= 0) {
            throw unsafe(raw);
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw unsafe(raw);
            }
        }
        return name;
    }

    private static HoldfastException unsafe(String name) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "tar-name-unsafe",
                "the tar stream has an entry that leaves its directory: '" + name + "'",
                "Do not unpack this archive; find out what stands between the agent and the"
                        + " server.");
    }
}
