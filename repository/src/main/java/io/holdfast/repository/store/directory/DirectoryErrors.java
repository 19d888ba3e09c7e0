package io.holdfast.repository.store.directory;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.Interruptions;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/** Says what a file system's refusal means. */
record DirectoryErrors(Path root, ToLongFunction<Path> usableBytes) {
    DirectoryErrors(Path root) {
        this(root, DirectoryErrors::usableBytes);
    }

    private static long usableBytes(Path root) {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE; // Then the first failure is all there is to report.
        }
    }

    /** The JDK tells a full disk by words only, so the free space is looked at instead. */
    HoldfastException ofPut(String name, int length, IOException e) {
        var usable = usableBytes.applyAsLong(root);
        if (usable < length) {
            return new HoldfastException(
                    ErrorCategory.REPOSITORY,
                    "repository-full",
                    "disk full: %s of %d bytes does not fit into %s, which has %d bytes left"
                            .formatted(name, length, root, usable),
                    "Free or add space below " + root + ", or shorten the retention.",
                    e);
        }
        return of("put", name, e);
    }

    HoldfastException of(String operation, String name, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return Interruptions.interrupted(operation + " of " + name, e);
        }
        if (e instanceof AccessDeniedException) {
            return new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "repository-access-denied",
                    "%s of %s in %s: permission denied".formatted(operation, name, root),
                    "Give the user that runs Holdfast the right to read and write below "
                            + root
                            + ".",
                    e);
        }
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "repository-directory-failed",
                "%s of %s in %s: %s".formatted(operation, name, root, e),
                "Check the file system that holds " + root + ", and that it has hard links.",
                e);
    }

    HoldfastException gone() {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "repository-directory-gone",
                "directory %s is gone, or is not the one that was opened".formatted(root),
                "Mount the file system that holds the repository; what is at its place now is not"
                        + " touched.");
    }

    HoldfastException tooLarge(String name, long sizeBytes) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "repository-object-too-large",
                "%s in %s has %d bytes, more than any object of a repository"
                        .formatted(name, root, sizeBytes),
                "Find out who wrote this file; Holdfast did not.");
    }
}
