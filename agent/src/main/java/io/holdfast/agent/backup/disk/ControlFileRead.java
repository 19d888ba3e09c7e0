package io.holdfast.agent.backup.disk;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads {@code global/pg_control}, which the server may be writing: torn, it is read again (T50).
 */
public final class ControlFileRead {
    private static final int MOST_TRIES = 20;
    private static final int PAUSE_MILLIS = 10;

    private ControlFileRead() {}

    /**
     * The bytes of a file whose CRC is right.
     *
     * @throws HoldfastException as {@link ControlFile#parse} does, when it stays wrong
     */
    public static byte[] of(Path data) throws IOException, InterruptedException {
        for (int tried = 1; ; tried++) {
            byte[] bytes = Files.readAllBytes(data.resolve(ControlFile.PATH));
            try {
                ControlFile.parse(bytes);
                return bytes;
            } catch (HoldfastException e) {
                if (e.category() != ErrorCategory.INTEGRITY || tried == MOST_TRIES) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
