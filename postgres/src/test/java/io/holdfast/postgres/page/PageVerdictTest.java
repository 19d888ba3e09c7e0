package io.holdfast.postgres.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.testing.Fixtures;
import io.holdfast.postgres.testing.Seeded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageVerdictTest {
    private static final int PAGE = 8192;

    @ParameterizedTest
    @DisplayName("T51: the pages of a real table are sound, with an LSN before the redo point")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void realPagesAreSound(int major) {
        byte[] relation = Fixtures.unpacked(major, "relation");
        Lsn redo = ControlFile.parse(Fixtures.unpacked(major, "pg_control")).checkpoint().redo();

        assertTrue(relation.length >= 2 * PAGE);
        for (int block = 0; block < relation.length / PAGE; block++) {
            assertEquals(PageVerdict.SOUND, PageVerdict.of(relation, block * PAGE, PAGE, block));
            assertTrue(PageHeader.lsn(relation, block * PAGE).isBefore(redo));
        }
    }

    @Test
    @DisplayName("T52: a page in the second file counts on from the first; pg_checksums agrees")
    void thePageNumberGoesIntoTheChecksum() {
        byte[] secondFile = Fixtures.unpacked(15, "relation-segment-1");

        assertEquals(PageVerdict.SOUND, PageVerdict.of(secondFile, 0, PAGE, 131_072));
        assertEquals(PageVerdict.SOUND, PageVerdict.of(secondFile, PAGE, PAGE, 131_073));
        assertEquals(PageVerdict.WRONG_CHECKSUM, PageVerdict.of(secondFile, 0, PAGE, 0));
    }

    @Test
    void anyFlippedBitIsSeen() {
        byte[] relation = Fixtures.unpacked(18, "relation");

        Seeded.check(
                300,
                random -> {
                    byte[] flipped = relation.clone();
                    flipped[random.nextInt(PAGE)] ^= (byte) (1 << random.nextInt(8));

                    assertTrue(PageVerdict.of(flipped, 0, PAGE, 0).looksDamaged());
                });
    }

    @Test
    @DisplayName("T51: a page of zeros is new, not damaged")
    void aPageOfZerosIsNew() {
        byte[] page = new byte[PAGE];

        assertEquals(PageVerdict.NEW, PageVerdict.of(page, 0, PAGE, 7));

        page[PAGE - 1] = 1;
        assertTrue(PageVerdict.of(page, 0, PAGE, 7).looksDamaged());
    }

    @Test
    void aContradictoryHeaderIsBrokenEvenWithAFittingChecksum() {
        byte[] page = Fixtures.unpacked(15, "relation");
        page[12] = (byte) 0xFF;
        page[13] = (byte) 0xFF;
        int checksum = PageChecksum.compute(page, 0, PAGE, 0);
        page[8] = (byte) checksum;
        page[9] = (byte) (checksum >>> 8);

        assertEquals(PageVerdict.BROKEN_HEADER, PageVerdict.of(page, 0, PAGE, 0));
        assertFalse(PageVerdict.SOUND.looksDamaged());
    }
}
