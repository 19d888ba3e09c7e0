package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.backup.disk.PageCheck;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.page.PageChecksum;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.Damage.DamagedPage;
import io.holdfast.repository.backup.ServerFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPagesTest {
    private static final int PAGE = 8192;
    private static final Lsn STOP = Lsn.parse("0/6000000");
    private static final PageCheck.Again NEVER =
            (offset, into, at, length) -> {
                throw new AssertionError("a sound page is not read again");
            };

    @TempDir private Path data;

    private LocalPages pages() {
        return new LocalPages(
                data,
                new ServerFacts("1", 18, "18.1", 202506291, PAGE, 16, PAGE, 16 << 20, true),
                Lsn.parse("0/5000000"));
    }

    private static byte[] page(int block) {
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        page.putInt(0, 0).putInt(4, 0x4000000);
        page.putShort(12, (short) 24).putShort(14, (short) PAGE).putShort(16, (short) PAGE);
        page.putShort(18, (short) (PAGE | 4));
        page.put(5000, (byte) block);
        page.putShort(8, (short) PageChecksum.compute(page.array(), 0, PAGE, block));
        return page.array();
    }

    private static byte[] torn(int block) {
        byte[] page = page(block);
        page[6000] ^= 1;
        return page;
    }

    @Test
    void soundPagesOfALaterFileAreNumberedOn() throws Exception {
        LocalPages pages = pages();

        pages.check("base/5/1259.1", PAGE, page(17), PAGE, NEVER);

        assertEquals(List.of(), pages.suspicions().until(STOP));
    }

    @Test
    @DisplayName("T51: a torn page is read again, and what came then is backed up")
    void aTornPageIsReadAgain() throws Exception {
        LocalPages pages = pages();
        byte[] bytes = torn(3);

        pages.check(
                "base/5/1259",
                3 * PAGE,
                bytes,
                PAGE,
                (offset, into, at, length) -> {
                    System.arraycopy(page(3), 0, into, at, length);
                    return length;
                });

        assertEquals(List.of(), pages.suspicions().until(STOP));
        assertArrayEquals(page(3), bytes);
    }

    @Test
    @DisplayName("T51: a page that stays wrong is damaged, one that is gone is not")
    void whatStaysWrongIsDamaged() throws Exception {
        LocalPages pages = pages();
        Files.createDirectories(data.resolve("base/5"));
        ByteBuffer file = ByteBuffer.allocate(2 * PAGE).put(page(0)).put(torn(1));
        Files.write(data.resolve("base/5/1"), file.array());
        for (String path : List.of("base/5/1", "base/5/2")) {
            pages.check(path, PAGE, torn(1), PAGE, LocalPagesTest::unchanged);
        }
        pages.check("base/5/1", 2 * PAGE, torn(2), PAGE, LocalPagesTest::unchanged);

        Damage damage = new PageRecheck(pages, PAGE).of(pages.suspicions().until(STOP), 0);

        assertEquals(new Damage(1, List.of(new DamagedPage("base/5/1", 1))), damage);
    }

    private static int unchanged(long offset, byte[] into, int at, int length) {
        return length;
    }
}
