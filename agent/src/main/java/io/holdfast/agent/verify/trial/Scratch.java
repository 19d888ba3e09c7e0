package io.holdfast.agent.verify.trial;

import io.holdfast.agent.server.Directories;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one trial, for its owner alone, deleted when it ends. When the process is asked
 * to end meanwhile, the thread of the trial is interrupted and given the time to clean up; only a
 * process that is killed leaves the directory behind.
 */
final class Scratch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "holdfast-verify-";
    private static final long PATIENCE_SECONDS = 60;
    private static final long NO_ROOM_BYTES = 32 << 20;

    private final Path root;
    private final Thread worker;
    private final Thread atExit;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Scratch(Path parent) throws IOException {
        this.worker = Thread.currentThread();
        this.atExit = new Thread(this::endEarly, "scratch-exit");
        // first the promise to clean up: a process that is ending already makes nothing new
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Files.createDirectories(parent);
            this.root = Files.createTempDirectory(parent, PREFIX).toRealPath();
        } catch (IOException | RuntimeException e) {
            forgetExit();
            throw e;
        }
    }

    /**
     * @throws HoldfastException {@code scratch-unusable}, {@code verify-interrupted}
     */
    static Scratch in(Path parent) {
        try {
            return new Scratch(parent.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "scratch-unusable",
                    "no scratch directory can be made in " + parent + ": " + e,
                    "Name another place with --scratch, with room for the whole database.",
                    e);
        } catch (IllegalStateException e) {
            throw interrupted(e);
        }
    }

    static HoldfastException interrupted(Throwable cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "verify-interrupted",
                "the trial of the backup was interrupted",
                "Run it again; what was restored for it is deleted.",
                cause);
    }

    Path data() {
        return root.resolve("data");
    }

    Path spool() {
        return root.resolve("spool");
    }

    Path tablespace(long oid) {
        return root.resolve("tablespaces").resolve(Long.toUnsignedString(oid));
    }

    /** For the server's socket and log. */
    Path room() throws IOException {
        return Files.createDirectories(root.resolve("r"));
    }

    /**
     * @throws HoldfastException {@code scratch-too-small}
     */
    void requireRoom(long bytes) {
        try {
            long usable = Files.getFileStore(root).getUsableSpace();
            if (usable < bytes) {
                throw new HoldfastException(
                        ErrorCategory.REFUSED,
                        "scratch-too-small",
                        "%s has room for %d bytes, and the files with the WAL to replay need about %d"
                                .formatted(root, usable, bytes),
                        "Free space, or name a larger place with --scratch.");
            }
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "scratch-unusable",
                    "the room in " + root + " cannot be told: " + e,
                    "Name another place with --scratch.",
                    e);
        }
    }

    /** As it is after somebody ran out of room in it. */
    boolean isFull() {
        try {
            return Files.getFileStore(root).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            LOG.warn("the room in {} cannot be told", root, e);
            return false;
        }
    }

    /** Everything that uses the directory must have ended. */
    @Override
    public void close() {
        try {
            Directories.delete(root);
        } catch (IOException e) {
            LOG.error("the scratch directory {} could not be deleted; delete it by hand", root, e);
        } finally {
            closed.countDown();
            forgetExit();
        }
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("closed while the process ends", e);
        }
    }

    private void endEarly() {
        worker.interrupt();
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("the trial did not end in time; delete {} by hand", root);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
