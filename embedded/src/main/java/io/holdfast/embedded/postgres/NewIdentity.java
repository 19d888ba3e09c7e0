package io.holdfast.embedded.postgres;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wal.WalPageHeader;
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
 * under its CRC (pg_control.h), and the long header of the first page of every WAL segment, under
 * none (xlog_internal.h, XLogLongPageHeaderData), where recovery compares it (xlogreader.c).
 */
record NewIdentity(Path data, SystemIdentifier old, SystemIdentifier own) {
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    static void give(Path data, SystemIdentifier own) throws IOException {
        var control = data.resolve(ControlFile.PATH);
        var content = Files.readAllBytes(control);
        var before = ControlFile.parse(content);
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, own.value())
                .putInt(crcOffset(before), crc(content, crcOffset(before)));
        // Fails if the CRC is not where, or what, it should be.
        ControlFile.parse(content);
        Files.write(control, content, StandardOpenOption.WRITE);
        new NewIdentity(data, before.systemIdentifier(), own).mark(segments(data));
    }

    private void mark(List<Path> segments) throws IOException {
        for (var segment : segments) {
            try (var file =
                    FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                mark(segment, file);
            }
        }
    }

    private void mark(Path segment, FileChannel file) throws IOException {
        var first = ByteBuffer.allocate(WalPageHeader.LONG_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        file.read(first, 0);
        var header = WalPageHeader.parse(first.array(), 0);
        if (header.magic() == 0) {
            // Made in advance and never written.
            return;
        }
        if (header.segment().filter(one -> one.systemIdentifier().equals(old)).isEmpty()) {
            throw new IOException(segment + " is no WAL of the system " + old);
        }
        first.clear().putLong(own.value()).flip();
        file.write(first, WalPageHeader.SHORT_SIZE);
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

    /** 18 added a boolean before the nonce that precedes the CRC. */
    private static int crcOffset(ControlFile control) {
        return control.controlVersion() < 1800 ? 288 : 292;
    }
}
