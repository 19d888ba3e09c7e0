package io.holdfast.repository.backup.write;

import io.holdfast.repository.container.ContainerWriter;
import java.time.Duration;

/**
 * How much memory a backup may use, and how long it waits.
 *
 * @param packTargetBytes a pack is closed once its stored bytes reach this
 * @param packsInFlight how many packs may be on their way to the repositories while the next one
 *     fills
 * @param partTargetBytes a part of the manifest is closed before its lines pass this
 * @param patience how long a backup stands still for a repository that the others have outrun,
 *     before that one leaves the run
 */
public record BackupLimits(
        int packTargetBytes, int packsInFlight, int partTargetBytes, Duration patience) {
    /** What a line of a file part, and so a whole part, may hold. */
    static final int MAX_PART_BYTES = 8 << 20;

    private static final int MAX_PACK_TARGET_BYTES = 14 << 20;

    /** For an agent of 96 MiB that captures WAL at the same time: some 22 MiB. */
    public static final BackupLimits DEFAULT =
            new BackupLimits(4 << 20, 2, 1 << 20, Duration.ofMinutes(2));

    public BackupLimits {
        if (packTargetBytes < 1
                || packTargetBytes > MAX_PACK_TARGET_BYTES
                || packsInFlight < 1
                || partTargetBytes < 1
                || partTargetBytes > MAX_PART_BYTES) {
            throw new IllegalArgumentException("limits out of range");
        }
    }

    /** The array that holds a pack: the frame that fills it may be a whole one. */
    int packBufferBytes() {
        return packTargetBytes
                + ContainerWriter.MAX_FRAME_PLAIN_BYTES
                + 2 * ContainerWriter.FRAME_OVERHEAD_BYTES
                + ContainerWriter.OVERHEAD_BYTES;
    }

    /**
     * What a running backup holds at most, apart from the entry of the file that is being written:
     * pack buffers, two frames, two compressors, and two kinds of parts with one of them in flight.
     */
    public long memoryBytes() {
        return (packsInFlight + 1L) * packBufferBytes()
                + 4L * ContainerWriter.MAX_FRAME_PLAIN_BYTES
                + 4L * partTargetBytes;
    }
}
