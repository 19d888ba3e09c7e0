package io.holdfast.repository.container;

import com.github.luben.zstd.util.Native;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/**
 * Whether the compression library can be used: it is machine code, unpacked into a file of the
 * temporary directory and loaded from there.
 */
public final class Compression {
    private Compression() {}

    /**
     * Finds out now, and not when the first container is read.
     *
     * @throws HoldfastException {@code compression-not-loadable}
     */
    public static void requireLoaded() {
        try {
            Native.load();
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw unloadable(System.getProperty("java.io.tmpdir"), e);
        }
    }

    private static HoldfastException unloadable(String directory, Error cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "compression-not-loadable",
                "the compression library cannot be loaded from " + directory,
                "If that file system is full, or mounted noexec, name another directory:"
                        + " HOLDFAST_JAVA_OPTS=-Djava.io.tmpdir=DIR.",
                cause);
    }
}
