package io.holdfast.agent.backup.disk;

import java.io.IOException;

/** Looks at what was read of a file. Called from several threads. */
public interface PageCheck {
    /** Checks nothing. */
    PageCheck NONE = (path, offset, bytes, length, again) -> {};

    /** Reads a stretch of the same file once more. */
    interface Again {
        /** How many bytes came: fewer than asked for at the end of the file. */
        int read(long offset, byte[] into, int at, int length) throws IOException;
    }

    /**
     * @param path relative to the data directory, one char a byte
     * @param offset in the file, a multiple of 64 KiB
     * @param length so much of the array was really read
     */
    void check(String path, long offset, byte[] bytes, int length, Again again) throws IOException;
}
