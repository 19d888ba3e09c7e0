package io.holdfast.postgres.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What PostgreSQL 15 and later puts into the CopyData of BASE_BACKUP ({@code
 * backup/basebackup_copy.c}): one COPY holds all archives and the manifest. In 14 there is one COPY
 * for each tablespace and one for the manifest, and its CopyData is plain data.
 */
public sealed interface BackupStreamMessage {
    /**
     * The archive of one tablespace begins.
     *
     * @param name {@code base.tar} or {@code <oid>.tar}
     * @param tablespacePath empty for the data directory itself
     */
    record NewArchive(String name, Optional<String> tablespacePath)
            implements BackupStreamMessage {}

    /** The manifest begins. */
    record ManifestStart() implements BackupStreamMessage {}

    /** Bytes of the archive or of the manifest: a slice, not a copy. */
    record Data(ByteBuffer payload) implements BackupStreamMessage {}

    /** How many bytes the server has gone through. */
    record Progress(long bytes) implements BackupStreamMessage {}

    /** Decodes the payload of one CopyData, whose position stays where it was. */
    static BackupStreamMessage decode(ByteBuffer payload) {
        try {
            ByteBuffer in = payload.duplicate();
            byte kind = in.get();
            return switch (kind) {
                case 'd' -> new Data(in.slice());
                case 'p' -> new Progress(in.getLong());
                case 'm' -> new ManifestStart();
                case 'n' -> newArchive(in);
                default ->
                        throw Protocol.violation(
                                "a backup message of unknown kind " + (kind & 0xFF));
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw Protocol.violation("a backup message ends too early");
        }
    }

    private static NewArchive newArchive(ByteBuffer in) {
        String name = Protocol.text(in);
        String path = Protocol.text(in);
        return new NewArchive(name, Optional.of(path).filter(text -> !text.isEmpty()));
    }
}
