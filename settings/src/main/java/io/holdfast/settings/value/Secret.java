package io.holdfast.settings.value;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is kept, never the secret itself: it is read when it is needed, each time anew, so
 * that a rotated file takes effect without a restart, and no dump of a configuration shows it.
 */
public sealed interface Secret {
    /** The secret, without the newline that ends a file. */
    String read();

    /** A secret in a file of its own. */
    record InFile(Path file) implements Secret {
        @Override
        public String read() {
            try {
                String content = Files.readString(file);
                return present(content.strip().isEmpty() ? null : content.stripTrailing(), this);
            } catch (IOException e) {
                throw new HoldfastException(
                        ErrorCategory.CONFIGURATION,
                        "secret-missing",
                        "cannot read the secret in " + this + ": " + e,
                        "Put the secret into that file, readable by the user that runs Holdfast;"
                                + " 'holdfast key new --out FILE' makes a master key.",
                        e);
            }
        }

        @Override
        public String toString() {
            return "file " + file;
        }
    }

    /** A secret in an environment variable of this process. */
    record InEnvironment(String name, Function<String, @Nullable String> environment)
            implements Secret {
        @Override
        public String read() {
            return present(environment.apply(name), this);
        }

        @Override
        public String toString() {
            return "environment variable " + name;
        }
    }

    private static String present(@Nullable String value, Secret secret) {
        if (value == null || value.isBlank()) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "secret-missing",
                    "no secret in " + secret,
                    "Put the secret there before Holdfast is started.");
        }
        return value;
    }
}
