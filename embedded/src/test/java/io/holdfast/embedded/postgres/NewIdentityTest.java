package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wal.WalPageHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewIdentityTest {
    private static final SystemIdentifier OWN = new SystemIdentifier(0x6012345689abcdefL);

    @Test
    void nothingButTheIdentifierChanges(@TempDir Path given) throws Exception {
        var template = template();
        var data = copyOf(template, given);
        var before = control(template.data());

        NewIdentity.give(data, OWN.value());

        var after = control(data);
        assertEquals(
                new ControlFile(
                        OWN,
                        before.controlVersion(),
                        before.catalogVersion(),
                        before.state(),
                        before.time(),
                        before.checkpoint(),
                        before.recovery(),
                        before.settings(),
                        before.layout()),
                after);
        assertTrue(segments(data).size() > 1, "has segments of 1 MB");
        for (var segment : segments(data)) {
            var made = template.data().resolve("pg_wal").resolve(segment.getFileName());
            assertMarked(Files.readAllBytes(made), Files.readAllBytes(segment));
        }
    }

    @Test
    void segmentNeverWrittenStaysSo(@TempDir Path given) throws Exception {
        var data = copyOf(template(), given);
        var empty = data.resolve("pg_wal/0000000100000000000000F0");
        Files.write(empty, new byte[1 << 20]);

        NewIdentity.give(data, OWN.value());

        assertFalse(WalPageHeader.parse(Files.readAllBytes(empty), 0).segment().isPresent());
    }

    @Test
    void walOfAnotherSystemIsRefused(@TempDir Path given) throws Exception {
        var data = copyOf(template(), given);
        try (var segment = FileChannel.open(segments(data).getFirst(), StandardOpenOption.WRITE)) {
            segment.write(ByteBuffer.wrap(new byte[8]), WalPageHeader.SHORT_SIZE);
        }

        assertThrows(IOException.class, () -> NewIdentity.give(data, OWN.value()));
    }

    private static void assertMarked(byte[] made, byte[] marked) {
        var header = WalPageHeader.parse(made, 0);
        if (header.magic() != 0) {
            assertEquals(
                    OWN, WalPageHeader.parse(marked, 0).segment().orElseThrow().systemIdentifier());
            ByteBuffer.wrap(marked)
                    .put(WalPageHeader.SHORT_SIZE, made, WalPageHeader.SHORT_SIZE, Long.BYTES);
        }
        assertEquals(ByteBuffer.wrap(made), ByteBuffer.wrap(marked));
    }

    private static Template template() throws IOException {
        var cache = Binaries.cacheDirectory(System.getenv());
        var installation = Binaries.unpacked(18, cache);
        return Template.of(new ClusterKind(installation, 1, true, AuthMethod.TRUST, true), cache);
    }

    private static Path copyOf(Template template, Path given) throws IOException {
        var data = given.resolve("data");
        template.copy(data);
        return data;
    }

    private static ControlFile control(Path data) throws IOException {
        return ControlFile.parse(Files.readAllBytes(data.resolve(ControlFile.PATH)));
    }

    private static List<Path> segments(Path data) throws IOException {
        try (var all = Files.list(data.resolve("pg_wal"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
