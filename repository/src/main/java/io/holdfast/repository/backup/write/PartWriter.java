package io.holdfast.repository.backup.write;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.ContainerKind;
import java.util.Arrays;

/** Gathers lines, and puts them as a part before they become too many. */
final class PartWriter {
    private final ContainerKind kind;
    private final PartSink sink;
    private final Listed listed;
    private final int targetBytes;
    private byte[] plain = new byte[64 << 10];
    private int length;
    private int lines;

    /** Notes a part that was put. */
    interface Listed {
        void part(PartSink.Part part, int lines);
    }

    PartWriter(ContainerKind kind, PartSink sink, int targetBytes, Listed listed) {
        this.kind = kind;
        this.sink = sink;
        this.targetBytes = targetBytes;
        this.listed = listed;
    }

    /**
     * @param what the line describes, for the message
     */
    void add(byte[] line, Object what) throws InterruptedException {
        if (line.length > BackupLimits.MAX_PART_BYTES) {
            throw new HoldfastException(
                    ErrorCategory.POSTGRES,
                    "file-too-large",
                    what + " needs " + line.length + " bytes in the manifest, more than a part",
                    "Move this file out of the data directory: it cannot be one of PostgreSQL's.");
        }
        if (length > 0 && length + line.length > targetBytes) {
            flush();
        }
        if (length + line.length > plain.length) {
            plain = Arrays.copyOf(plain, Math.max(length + line.length, plain.length * 2));
        }
        System.arraycopy(line, 0, plain, length, line.length);
        length += line.length;
        lines++;
    }

    void flush() throws InterruptedException {
        if (length > 0) {
            listed.part(sink.put(kind, plain, length), lines);
            length = 0;
            lines = 0;
        }
    }
}
