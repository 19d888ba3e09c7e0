package io.holdfast.postgres.tar;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.ByteBuffer;

/**
 * Push parser of one archive in ustar format with the extensions that occur: base-256 numbers
 * (PostgreSQL's own, {@code port/tar.c}), pax headers, GNU long names. Not thread-safe.
 */
public final class TarReader {
    static final int BLOCK = 512;

    /** Long names and pax records are small; more is not a base backup. */
    private static final long MAX_EXTENSION_BYTES = 1 << 20;

    private final TarListener listener;
    private final byte[] block = new byte[BLOCK];
    private int blockBytes;
    private long dataLeft;
    private long paddingLeft;
    private boolean inEntry;
    private boolean ended;
    private TarExtensions extensions = new TarExtensions();

    public TarReader(TarListener listener) {
        this.listener = listener;
    }

    /** Consumes all of {@code in}; what follows the end of the archive is ignored. */
    public void feed(ByteBuffer in) {
        while (in.hasRemaining() && !ended) {
            if (dataLeft > 0) {
                takeData(in);
            } else if (paddingLeft > 0) {
                paddingLeft -= skip(in, paddingLeft);
            } else {
                takeHeader(in);
            }
        }
        in.position(in.limit());
    }

    /**
     * Says that no more bytes come. PostgreSQL 14 sends no blocks of zeros at the end, so that the
     * archive ends where its last entry does.
     */
    public void finish() {
        if (dataLeft > 0 || paddingLeft > 0 || blockBytes > 0 || extensions.isPending()) {
            throw malformed("it ends in the middle of an entry");
        }
        end();
    }

    private void takeData(ByteBuffer in) {
        int count = (int) Math.min(dataLeft, in.remaining());
        ByteBuffer content = in.slice(in.position(), count);
        in.position(in.position() + count);
        dataLeft -= count;
        if (inEntry) {
            listener.data(content);
        } else {
            extensions.take(content);
        }
        if (dataLeft == 0) {
            endContent();
        }
    }

    private void endContent() {
        if (inEntry) {
            inEntry = false;
            listener.entryEnded();
        } else {
            extensions.endOne();
        }
    }

    private void takeHeader(ByteBuffer in) {
        int count = Math.min(BLOCK - blockBytes, in.remaining());
        in.get(block, blockBytes, count);
        blockBytes += count;
        if (blockBytes == BLOCK) {
            blockBytes = 0;
            onHeader(new TarHeader(block));
        }
    }

    private void onHeader(TarHeader header) {
        if (header.isZero()) {
            end();
            return;
        }
        header.checkSum();
        if (TarExtensions.isExtension(header.type())) {
            startExtension(header);
        } else {
            startEntry(header);
        }
    }

    private void startExtension(TarHeader header) {
        long size = header.size();
        if (size == 0 || size > MAX_EXTENSION_BYTES) {
            throw malformed("an extended header has " + size + " bytes");
        }
        extensions.startOne(header.type());
        expect(size);
    }

    private void startEntry(TarHeader header) {
        TarEntry entry = extensions.applyTo(header);
        extensions = new TarExtensions();
        inEntry = true;
        expect(entry.sizeBytes());
        listener.entryStarted(entry);
        if (entry.sizeBytes() == 0) {
            endContent();
        }
    }

    private void expect(long size) {
        dataLeft = size;
        paddingLeft = -size & (BLOCK - 1);
    }

    private void end() {
        if (!ended) {
            ended = true;
            listener.archiveEnded();
        }
    }

    private static int skip(ByteBuffer in, long max) {
        int count = (int) Math.min(max, in.remaining());
        in.position(in.position() + count);
        return count;
    }

    static HoldfastException malformed(String why) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "tar-malformed",
                "the tar stream is malformed: " + why,
                "Take the backup again; if it happens again, look for a proxy between the agent"
                        + " and the server.");
    }
}
