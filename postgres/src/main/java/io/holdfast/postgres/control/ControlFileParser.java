package io.holdfast.postgres.control;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegmentSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Offsets of {@code ControlFileData} ({@code catalog/pg_control.h}) with C's alignment on x86-64
 * and arm64. From 13 to 18 only the end moved (17 used padding for wal_level): 18 put a boolean
 * before the 32-byte nonce.
 */
final class ControlFileParser {
    private static final int CONTROL_VERSION_AT = 8;
    private static final int CHECKPOINT_COPY_AT = 40;
    private static final int CRC_AT_1300 = 288;
    private static final int CRC_AT_1800 = 292;
    private static final double FLOAT_FORMAT = 1234567.0;

    private final ByteBuffer in;

    private ControlFileParser(byte[] file) {
        this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ControlFile parse(byte[] file) {
        if (file.length != ControlFile.SIZE) {
            throw damaged("it has " + file.length + " bytes, not " + ControlFile.SIZE);
        }
        return new ControlFileParser(file).parse();
    }

    private ControlFile parse() {
        int version = in.getInt(CONTROL_VERSION_AT);
        checkCrc(crcOffset(version));
        if (in.getDouble(208) != FLOAT_FORMAT) {
            throw damaged("its floating-point format is foreign");
        }
        return new ControlFile(
                new SystemIdentifier(in.getLong(0)),
                version,
                in.getInt(12),
                constant(ClusterState.values(), in.getInt(16), "cluster state"),
                Instant.ofEpochSecond(in.getLong(24)),
                checkpoint(),
                recovery(),
                settings(),
                layout());
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                lsn(32),
                lsn(CHECKPOINT_COPY_AT),
                new TimelineId(in.getInt(CHECKPOINT_COPY_AT + 8)),
                new TimelineId(in.getInt(CHECKPOINT_COPY_AT + 12)),
                flag(CHECKPOINT_COPY_AT + 16),
                in.getLong(CHECKPOINT_COPY_AT + 24),
                Instant.ofEpochSecond(in.getLong(CHECKPOINT_COPY_AT + 64)));
    }

    private RecoveryBounds recovery() {
        int timeline = in.getInt(144);
        return new RecoveryBounds(
                lsn(136),
                timeline == 0 ? Optional.empty() : Optional.of(new TimelineId(timeline)),
                lsn(152),
                lsn(160),
                flag(168));
    }

    private PrimarySettings settings() {
        return new PrimarySettings(
                constant(WalLevel.values(), in.getInt(172), "wal_level"),
                flag(176),
                in.getInt(180),
                in.getInt(184),
                in.getInt(188),
                in.getInt(192),
                in.getInt(196),
                flag(200));
    }

    private StorageLayout layout() {
        return new StorageLayout(
                in.getInt(216),
                in.getInt(220),
                in.getInt(224),
                new WalSegmentSize(in.getInt(228)),
                in.getInt(252));
    }

    private Lsn lsn(int offset) {
        return new Lsn(in.getLong(offset));
    }

    private boolean flag(int offset) {
        return in.get(offset) != 0;
    }

    private void checkCrc(int offset) {
        CRC32C crc = new CRC32C();
        crc.update(in.array(), 0, offset);
        int stored = in.getInt(offset);
        if ((int) crc.getValue() != stored) {
            throw damaged(
                    "its CRC is %08x, its content gives %08x"
                            .formatted(stored, (int) crc.getValue()));
        }
    }

    private static int crcOffset(int version) {
        return switch (version) {
            case 1300, 1700 -> CRC_AT_1300;
            case 1800 -> CRC_AT_1800;
            default ->
                    throw new HoldfastException(
                            ErrorCategory.POSTGRES,
                            "control-file-version-unknown",
                            "pg_control has version " + version + ", expected 1300, 1700 or 1800",
                            "Use a PostgreSQL major from 14 to 18 on a little-endian machine.");
        };
    }

    private static <T> T constant(T[] values, int index, String what) {
        if (index < 0 || index >= values.length) {
            throw damaged(what + " " + index + " does not exist");
        }
        return values[index];
    }

    private static HoldfastException damaged(String why) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "control-file-damaged",
                "pg_control is damaged: " + why,
                "Read the file again, and if it stays so restore from the last clean backup.");
    }
}
