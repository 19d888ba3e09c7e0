package io.holdfast.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration may refer to outside its file.
 *
 * @param environment the process environment: a name to its value, or null
 * @param hostName the name of this host
 * @param secrets whether a secret that cannot be read is a problem of the file already
 */
public record Surroundings(
        Function<String, @Nullable String> environment, String hostName, SecretCheck secrets) {
    /** When secrets are looked at. */
    public enum SecretCheck {
        /** While the file is read: a missing secret is reported with the file's other problems. */
        NOW,
        /** When they are used: a restore needs no password of the lost database. */
        WHEN_USED
    }

    /** The host's name in the characters that an instance's name may have. */
    String instanceName() {
        String name = hostName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return name.length() > 63 ? name.substring(0, 63) : name;
    }

    /** A path as the file means it: relative to the file's own directory. */
    static Path resolve(Path file, String path) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? Path.of(path) : directory.resolve(path).normalize();
    }
}
