package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.page.PageChecksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PageScanTest {
    private static final int PAGE = 8192;
    private static final int PER_SEGMENT = 16;
    private static final Lsn START = Lsn.parse("0/5000000");
    private static final Lsn STOP = Lsn.parse("0/6000000");

    private final PageScan scan = new PageScan(START, PAGE, PER_SEGMENT);

    @Test
    @DisplayName("T52: the number of a page goes on over the files of a relation")
    void pagesOfALaterFileAreNumberedOn() {
        byte[] second = page("0/4000000", 2 * PER_SEGMENT + 1);

        feed("base/5/1259.2", page("0/4000000", 2 * PER_SEGMENT), second);
        feed("base/5/1259", second);

        assertEquals(
                List.of(new Suspicions.Suspicion("base/5/1259", 0, 0, Lsn.parse("0/4000000"))),
                scan.found().until(STOP));
    }

    @Test
    @DisplayName("T51: a page changed since the start may be torn, and is not called damaged")
    void pagesChangedSinceTheStartAreNotSuspicious() {
        feed("base/5/1", torn("0/5000000"), torn("0/6000000"), new byte[PAGE]);

        assertEquals(List.of(), scan.found().until(STOP));
    }

    @Test
    void pagesFromBeforeTheStartOrAfterTheStopAreSuspicious() {
        feed("base/5/1", torn("0/4FFFFFF"), torn("0/5000001"), torn("7/0"));

        assertEquals(
                List.of(0L, 2L),
                scan.found().until(STOP).stream().map(Suspicions.Suspicion::block).toList());
        assertEquals(2L * PAGE, scan.found().until(STOP).getLast().offset());
    }

    @Test
    void filesThatAreNoRelationsHaveNoPages() {
        feed("base/5/pg_filenode.map", torn("0/1"));
        feed("pg_xact/0000", torn("0/1"));
        feed("global/pg_control", torn("0/1"));

        assertEquals(List.of(), scan.found().until(STOP));
    }

    @Test
    void noMoreThanAThousandAreKeptAndAllAreCounted() {
        for (int file = 1; file <= 300; file++) {
            feed("base/5/" + file, torn("0/1"), torn("0/1"), torn("0/1"), torn("0/1"));
        }

        assertEquals(Suspicions.MAX_KEPT, scan.found().until(STOP).size());
        assertEquals(200, scan.found().beyondKept());
    }

    /** In chunks that respect no page. */
    private void feed(String path, byte[]... pages) {
        ByteBuffer all = ByteBuffer.allocate(pages.length * PAGE);
        for (byte[] page : pages) {
            all.put(page);
        }
        all.flip();
        scan.begin(path);
        while (all.hasRemaining()) {
            int count = Math.min(5000, all.remaining());
            scan.take(all.slice(all.position(), count));
            all.position(all.position() + count);
        }
    }

    private static byte[] torn(String lsn) {
        byte[] page = page(lsn, 0);
        page[5000] ^= 1;
        return page;
    }

    private static byte[] page(String lsn, int number) {
        long position = Lsn.parse(lsn).value();
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        page.putInt((int) (position >>> 32)).putInt((int) position);
        page.putShort(12, (short) 24).putShort(14, (short) PAGE).putShort(16, (short) PAGE);
        page.putShort(18, (short) (PAGE | 4));
        byte[] bytes = page.array();
        page.putShort(8, (short) PageChecksum.compute(bytes, 0, PAGE, number));
        return bytes;
    }
}
