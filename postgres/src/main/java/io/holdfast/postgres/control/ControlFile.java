package io.holdfast.postgres.control;

import io.holdfast.postgres.SystemIdentifier;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The content of {@code global/pg_control}.
 *
 * @param controlVersion the version of the layout: 1300 for PostgreSQL 13 to 16, 1700 for 17, 1800
 *     for 18
 * @param catalogVersion the version of the system catalogs, part of tablespace directory names
 * @param time when the file was last written
 */
public record ControlFile(
        SystemIdentifier systemIdentifier,
        int controlVersion,
        int catalogVersion,
        ClusterState state,
        Instant time,
        Checkpoint checkpoint,
        RecoveryBounds recovery,
        PrimarySettings settings,
        StorageLayout layout) {
    /** Bytes of the file; the data are a few hundred of them, the rest is zero. */
    public static final int SIZE = 8192;

    /** Its path in the data directory. */
    public static final String PATH = "global/pg_control";

    /**
     * Parses the whole file.
     *
     * @throws io.holdfast.error.HoldfastException of category integrity if the size or the CRC-32C
     *     is wrong; of category postgres if the version is none of PostgreSQL 14 to 18
     */
    public static ControlFile parse(byte[] file) {
        return ControlFileParser.parse(file);
    }

    /** The major that released this catalog version; empty for a development version. */
    public OptionalInt major() {
        return switch (catalogVersion) {
            case 202107181 -> OptionalInt.of(14);
            case 202209061 -> OptionalInt.of(15);
            case 202307071 -> OptionalInt.of(16);
            case 202406281 -> OptionalInt.of(17);
            case 202506291 -> OptionalInt.of(18);
            default -> OptionalInt.empty();
        };
    }
}
