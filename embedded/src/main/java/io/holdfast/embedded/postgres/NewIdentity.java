package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Gives a stopped cluster another system identifier. It stands at two places: {@code pg_control},
 * under its CRC (pg_control.h, ControlFileData), and the long header of the first page of every WAL
 * segment, under none (xlog_internal.h, XLogLongPageHeaderData), where recovery compares it
 * (xlogreader.c).
 */
record NewIdentity(long old, long own) {
    private static final String CONTROL_FILE = "global/pg_control";
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    private static final int LONG_HEADER_SIZE = 40;
    private static final int SYSTEM_AT = 24;

    static void give(Path data, long own) throws IOException {
        var control = data.resolve(CONTROL_FILE);
        var content = Files.readAllBytes(control);
        var fields = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        var crcAt = crcOffset(fields.getInt(8));
        if (fields.getInt(crcAt) != crc(content, crcAt)) {
            throw new IOException(control + " has another CRC than its content");
        }
        var old = fields.getLong(0);
        fields.putLong(0, own).putInt(crcAt, crc(content, crcAt));
        Files.write(control, content, StandardOpenOption.WRITE);
        for (var segment : segments(data)) {
            new NewIdentity(old, own).mark(segment);
        }
    }

    private void mark(Path segment) throws IOException {
        try (var file =
                FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var first = ByteBuffer.allocate(LONG_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            file.read(first, 0);
            var magic = first.getShort(0);
            if (magic == 0) {
                // Made in advance and never written.
                return;
            }
            if (first.getLong(SYSTEM_AT) != old) {
                throw new IOException(segment + " is no WAL of the system " + old);
            }
            first.clear().putLong(own).flip();
            file.write(first, SYSTEM_AT);
        }
    }

    private static List<Path> segments(Path data) throws IOException {
        try (var all = Files.list(data.resolve("pg_wal"))) {
            return all.filter(one -> SEGMENT.matcher(one.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static int crc(byte[] content, int length) {
        var crc = new CRC32C();
        crc.update(content, 0, length);
        return (int) crc.getValue();
    }

    /** 18 (version 1800) put a boolean before the nonce that precedes the CRC. */
    private static int crcOffset(int controlVersion) {
        return controlVersion < 1800 ? 288 : 292;
    }
}
