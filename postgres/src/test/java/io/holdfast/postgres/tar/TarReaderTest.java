package io.holdfast.postgres.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.testing.Fixtures;
import io.holdfast.postgres.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    private static SeenEntries read(byte[] archive) {
        SeenEntries seen = new SeenEntries();
        TarReader reader = new TarReader(seen);
        reader.feed(ByteBuffer.wrap(archive));
        reader.finish();
        return seen;
    }

    @ParameterizedTest
    @DisplayName("T61: what GNU tar wrote is read, in each of its formats")
    @ValueSource(strings = {"ustar", "pax", "gnu"})
    void archivesOfGnuTarAreRead(String format) {
        SeenEntries seen = read(Fixtures.unpacked(15, "tar-" + format + ".tar"));

        String deep = "d".repeat(format.equals("ustar") ? 100 : 255);
        assertEquals(
                List.of("dir", "dir/" + deep, "dir/empty", "dir/link", "dir/note"), seen.names());
        assertEquals(TarEntry.Type.DIRECTORY, seen.entry("dir").type());
        assertEquals(0750, seen.entry("dir").mode());
        assertEquals(TarEntry.Type.SYMBOLIC_LINK, seen.entry("dir/link").type());
        assertEquals("/somewhere/else", seen.entry("dir/link").linkTarget());
        assertEquals("hello\n", seen.content("dir/note"));
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), seen.entry("dir/note").modified());
        assertEquals("", seen.content("dir/empty"));
        assertTrue(seen.hasEnded());
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theArchiveOfARealServerIsRead(int major) {
        byte[] archive = Fixtures.unpacked(major, "base.tar");

        SeenEntries seen = read(archive);

        assertEquals("backup_label", seen.names().getFirst());
        assertEquals(Fixtures.text(major, "backup_label"), seen.content("backup_label"));
        assertEquals(0600, seen.entry("backup_label").mode());
        assertTrue(seen.names().contains("pg_wal/archive_status"), seen.names()::toString);
        assertEquals(major + "\n", seen.content("PG_VERSION"));
    }

    @Test
    void piecesOfAnySizeGiveTheSameEntries() {
        byte[] archive = Fixtures.unpacked(15, "tar-pax.tar");
        List<String> whole = read(archive).log();

        Seeded.check(
                50,
                random -> {
                    SeenEntries seen = new SeenEntries();
                    TarReader reader = new TarReader(seen);
                    for (int at = 0; at < archive.length; ) {
                        int count = Math.min(archive.length - at, random.nextInt(1, 1500));
                        reader.feed(ByteBuffer.wrap(archive, at, count));
                        at += count;
                    }
                    reader.finish();
                    assertEquals(whole, seen.log());
                });
    }

    @Test
    @DisplayName("T61: a file of 10 GB has its size in base 256, as PostgreSQL writes it")
    void aFileOfTenGigabytesIsCounted() {
        long size = 10L << 30;
        CountedBytes counted = new CountedBytes();
        TarReader reader = new TarReader(counted);
        ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);

        reader.feed(TarBlocks.header("base/5/16384", '0', size));
        for (long fed = 0; fed < size; fed += megabyte.capacity()) {
            reader.feed(megabyte.clear());
        }
        reader.feed(TarBlocks.header("base/5/16385", '0', 0));
        reader.finish();

        assertEquals(size, counted.bytes());
        assertEquals(2, counted.entries());
    }

    @ParameterizedTest
    @DisplayName("T61: absolute names and names with .. are refused")
    @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "a/..", "..", "./../x", "./"})
    void namesThatLeaveTheDirectoryAreRefused(String name) {
        HoldfastException refusal =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                new TarReader(new SeenEntries())
                                        .feed(TarBlocks.header(name, '0', 0)));

        assertEquals("tar-name-unsafe", refusal.code());
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '3', '4', '6', 'S', 'V'})
    void typesThatNoBackupHasAreRefused(char type) {
        assertMalformed(TarBlocks.header("a", type, 0));
    }

    @Test
    void aDamagedHeaderIsSeen() {
        ByteBuffer header = TarBlocks.header("a", '0', 0);
        header.put(0, (byte) 'b');

        assertMalformed(header);
    }

    @Test
    void anArchiveThatEndsTooEarlyIsSeen() {
        byte[] archive = Fixtures.unpacked(15, "tar-gnu.tar");
        for (int cut : new int[] {100, 600, 700}) {
            TarReader reader = new TarReader(new SeenEntries());
            reader.feed(ByteBuffer.wrap(archive, 0, cut));
            assertThrows(HoldfastException.class, reader::finish, () -> "cut at " + cut);
        }
    }

    @Test
    void brokenPaxRecordsAreSeen() {
        for (String record :
                List.of("9 path=a\n", "99 path=a\n", "path=a\n", "x path=a\n", "0 a=b\n")) {
            TarReader reader = new TarReader(new SeenEntries());
            reader.feed(TarBlocks.header("pax", 'x', record.length()));
            byte[] bytes = record.getBytes(StandardCharsets.ISO_8859_1);
            if (!record.startsWith("9 ")) {
                assertThrows(
                        HoldfastException.class, () -> reader.feed(ByteBuffer.wrap(bytes)), record);
            } else {
                reader.feed(ByteBuffer.wrap(bytes));
                assertThrows(HoldfastException.class, reader::finish);
            }
        }
    }

    private static void assertMalformed(ByteBuffer header) {
        HoldfastException refusal =
                assertThrows(
                        HoldfastException.class,
                        () -> new TarReader(new SeenEntries()).feed(header));

        assertEquals("tar-malformed", refusal.code());
    }
}
