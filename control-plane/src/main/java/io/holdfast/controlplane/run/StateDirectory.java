package io.holdfast.controlplane.run;

import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What a control plane keeps on its own machine: its key, and its authority's certificate to show.
 */
public record StateDirectory(Path path) {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String KEY_FILE = "plane.key";

    /** Makes the directory if it is not there. */
    public void ensure() {
        try {
            PrivateFile.directory(path);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps others out of a directory. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    private void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Keeps other control planes out of the directory, until it is closed or the process ends.
     *
     * @throws HoldfastException {@code state-directory-in-use}
     */
    public Hold hold() {
        Path file = path.resolve("lock");
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            FILE_FOR_OWNER);
            if (tryLock(channel)) {
                return () -> release(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw unusable(e);
        }
        throw new HoldfastException(
                ErrorCategory.REFUSED,
                "state-directory-in-use",
                "another control plane runs in the state directory " + path,
                "Use that one, or name another directory; further replicas each have their own.");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // held by this very process
            return false;
        }
    }

    /**
     * The key in {@code plane.key}, which is made if it is not there.
     *
     * @param random a cryptographically strong source
     */
    public PlaneKey key(RandomGenerator random) {
        if (find(KEY_FILE).isEmpty()) {
            keep(KEY_FILE, PlaneKey.generate(random).format());
        }
        return PlaneKey.parse(
                find(KEY_FILE).orElseThrow(), path.resolve(KEY_FILE).toString(), random);
    }

    /** Puts the certificate of the authority into {@code ca.pem}, for those who are to trust it. */
    public void show(String authority) {
        keep("ca.pem", authority);
    }

    /** What a file of this directory holds, without white space around it. */
    public Optional<String> find(String file) {
        try {
            return Optional.of(Files.readString(path.resolve(file)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Writes a file that only its owner can read. */
    public void keep(String file, String text) {
        try {
            PrivateFile.write(path.resolve(file), text);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Why the directory cannot be used. */
    public HoldfastException unusable(IOException e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "state-directory-unusable",
                "cannot use the state directory " + path + ": " + e,
                "Let the user that runs the control plane own that directory, or name another one.",
                e);
    }
}
