package io.holdfast.repository.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileEntryJsonTest {
    private static final String HASH = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @Test
    void theLineIsTheOneOfThePage() {
        String line =
                "{\"p\":\"base/5/1259\",\"t\":\"f\",\"z\":30,\"h\":\""
                        + HASH
                        + "\",\"x\":[[0,10,1,2,70,500,1000,20,1],[20,10,2,1,130,26,10,0,0]],"
                        + "\"m\":\"600\",\"u\":-5}\n";

        FileEntry entry = read(line);

        assertEquals(line, new String(FileEntryJson.write(entry), UTF_8));
        assertEquals(20, ((RegularFile) entry).extents().getLast().offset());
    }

    @Test
    void membersAndNumbersOfALaterVersionArePassedOver() {
        FileEntry entry =
                read(
                        "{\"p\":\"a\",\"new\":{\"x\":[1]},\"t\":\"f\",\"z\":5,\"h\":\""
                                + HASH
                                + "\",\"x\":[[0,5,1,1,70,500,5,0,1,99,[7]]],\"m\":\"600\",\"u\":0}");

        assertEquals(1, ((RegularFile) entry).extents().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[0,5,1,1,70,500,5,0]]",
                "[[0,5,0,1,70,500,5,0,1]]",
                "[[0,5,1,1,70,500,5,1,1]]",
                "[[0,0,1,1,70,500,5,0,1]]",
                "[[-1,5,1,1,70,500,5,0,1]]",
                "[[27,5,1,1,70,500,5,0,1]]",
                "[[3,5,1,1,70,500,5,0,1],[7,5,1,1,70,500,5,0,1]]",
                "[[0,5,1,1,70,5000000000,5,0,1]]",
                "7"
            })
    void extentsThatCannotBeAreRefused(String extents) {
        assertRefused(
                "{\"p\":\"a\",\"t\":\"f\",\"z\":30,\"h\":\""
                        + HASH
                        + "\",\"x\":"
                        + extents
                        + ",\"m\":\"600\",\"u\":0}");
    }

    @ParameterizedTest
    @DisplayName("T61: a path that leads out of the data directory is refused")
    @ValueSource(
            strings = {"/etc/passwd", "..", "a/../b", "a//b", "a/", "", ".", "./a", "a\\u0000b"})
    void pathsThatLeadAstrayAreRefused(String path) {
        assertRefused("{\"p\":\"" + path + "\",\"t\":\"d\",\"m\":\"700\",\"u\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"p\":\"a\",\"t\":\"l\",\"m\":\"700\",\"u\":0}",
                "{\"p\":\"a\",\"t\":\"d\",\"m\":\"77777\",\"u\":0}",
                "{\"p\":\"a\",\"t\":\"d\",\"m\":\"9\",\"u\":0}",
                "{\"p\":\"a\",\"t\":\"d\",\"m\":\"700\"}",
                "{\"t\":\"d\",\"m\":\"700\",\"u\":0}",
                "{\"p\":\"a\",\"t\":\"f\",\"m\":\"700\",\"u\":0}",
                "{\"p\":\"a\",\"t\":\"d\",\"m\":\"700\",\"u\":0} {}",
                "[]",
                ""
            })
    void linesThatAreNoEntriesAreRefused(String line) {
        assertRefused(line);
    }

    @Test
    @DisplayName("T61: a name of 255 bytes is kept, one of 256 cannot be")
    void theLongestNameIsKept() {
        String longest = "x".repeat(255);

        assertEquals(longest, FilePath.of("a/" + longest).toString().substring(2));
        assertThrows(HoldfastException.class, () -> FilePath.of("a/" + longest + "x"));
    }

    @Test
    void pathsSortByUnsignedBytes() {
        FilePath high = FilePath.of(new byte[] {(byte) 0xFF});

        assertTrue(FilePath.of("z").compareTo(high) < 0);
        assertTrue(FilePath.of("a").compareTo(FilePath.of("a/b")) < 0);
    }

    private static FileEntry read(String line) {
        byte[] bytes = ("junk" + line).getBytes(UTF_8);
        return FileEntryJson.read("parts/1", bytes, 4, bytes.length - 4);
    }

    private static void assertRefused(String line) {
        HoldfastException e = assertThrows(HoldfastException.class, () -> read(line));
        assertEquals(ErrorCategory.INTEGRITY, e.category());
        assertTrue(e.toString().contains("parts/1"));
    }
}
