package io.holdfast.agent.backup.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file that several threads read; opened by the first of them. */
final class OpenFile implements AutoCloseable {
    private final FoundFile file;
    private @Nullable FileChannel channel;
    private boolean vanished;

    OpenFile(FoundFile file) {
        this.file = file;
    }

    FoundFile file() {
        return file;
    }

    /** Null if the file is not there any more: {@code missing_ok} of basebackup.c. */
    private synchronized @Nullable FileChannel open() throws IOException {
        if (channel == null && !vanished) {
            try {
                channel =
                        FileChannel.open(
                                file.place(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                vanished = true;
            }
        }
        return channel;
    }

    /**
     * Fills the first {@code length} bytes: what the file has lost since it was found is zeros, as
     * {@code sendFile} has it.
     *
     * @return whether the file is there
     */
    boolean read(long offset, byte[] into, int length, PageCheck check) throws IOException {
        FileChannel in = open();
        if (in == null) {
            return false;
        }
        int count = fill(in, offset, into, 0, length);
        Arrays.fill(into, count, length, (byte) 0);
        check.check(
                file.path(),
                offset,
                into,
                count,
                (from, bytes, at, wanted) -> fill(in, from, bytes, at, wanted));
        return true;
    }

    private static int fill(FileChannel in, long offset, byte[] into, int at, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
        while (buffer.hasRemaining()) {
            if (in.read(buffer, offset + buffer.position() - at) < 0) {
                break;
            }
        }
        return buffer.position() - at;
    }

    @Override
    public synchronized void close() throws IOException {
        vanished = true;
        if (channel != null) {
            channel.close();
        }
    }
}
