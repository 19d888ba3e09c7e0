package io.holdfast.repository.container;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.util.Native;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/**
 * Contexts of the compression library, which is machine code: it is unpacked into a file of the
 * temporary directory and loaded from there when it is first needed.
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

    /** The caller closes it. */
    static ZstdCompressCtx compressor() {
        requireLoaded();
        return new ZstdCompressCtx();
    }

    /** The caller closes it. */
    static ZstdDecompressCtx decompressor() {
        requireLoaded();
        return new ZstdDecompressCtx();
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
