package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories that are made once for a machine and then only read. What lies under its final name
 * is complete: it was made beside it and renamed.
 */
final class Cached {
    private static final Logger LOG = LoggerFactory.getLogger(Cached.class);

    private Cached() {}

    interface Maker {
        /** Makes the directory, which does not exist, and all that belongs into it. */
        void make(Path directory) throws IOException;
    }

    /** The directory {@code name} of {@code cache}, made if this is the first to ask for it. */
    static Path directory(Path cache, String name, Maker maker) throws IOException {
        var home = cache.resolve(name);
        if (!Files.isDirectory(home)) {
            Files.createDirectories(cache);
            makeUnderLock(cache, name, maker);
        }
        return home;
    }

    /**
     * Safe against other threads (the monitor) and other processes (the file lock); the lock of a
     * process that died is free again, and what it left half made is removed by the next. Each
     * makes it under a name of its own: the child of a maker that was killed may go on for a while.
     */
    private static synchronized void makeUnderLock(Path cache, String name, Maker maker)
            throws IOException {
        var home = cache.resolve(name);
        try (var channel =
                        FileChannel.open(
                                cache.resolve(name + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = channel.lock()) {
            Objects.requireNonNull(held);
            if (Files.isDirectory(home)) {
                return;
            }
            deleteHalves(cache, halfPrefix(name));
            var half = Files.createTempDirectory(cache, halfPrefix(name));
            try {
                var whole = half.resolve("whole");
                maker.make(whole);
                Files.move(whole, home, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Trees.delete(half);
            }
        }
    }

    static String halfPrefix(String name) {
        return name + ".making-";
    }

    private static void deleteHalves(Path cache, String prefix) throws IOException {
        List<Path> halves;
        try (var all = Files.list(cache)) {
            halves = all.filter(one -> one.getFileName().toString().startsWith(prefix)).toList();
        }
        for (var half : halves) {
            try {
                Trees.delete(half);
            } catch (IOException e) {
                LOG.warn("{}, which a killed process left half made, stays for now", half, e);
            }
        }
    }
}
