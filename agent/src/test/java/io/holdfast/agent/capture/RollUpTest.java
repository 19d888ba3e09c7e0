package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.testing.Seeded;
import io.holdfast.repository.wal.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollUpTest {
    private final RollUp rollUp = new RollUp();

    private List<Span> add(int piece, boolean endsUnit) {
        return rollUp.add(new Lsn(piece), new Lsn(piece + 1L), endsUnit);
    }

    @Test
    void sixtyFourPiecesBecomeOneObject() {
        List<Span> runs = new ArrayList<>();
        for (int piece = 0; piece < 130; piece++) {
            runs.addAll(add(piece, false));
        }

        assertEquals(
                List.of(new Span(new Lsn(0), new Lsn(64)), new Span(new Lsn(64), new Lsn(128))),
                runs);
    }

    @Test
    void sixtyFourRolledObjectsBecomeOneOfTheNextLevel() {
        List<Span> last = List.of();
        for (int piece = 0; piece < 64 * 64; piece++) {
            last = add(piece, false);
        }

        assertEquals(
                List.of(
                        new Span(new Lsn(63 * 64), new Lsn(64 * 64)),
                        new Span(new Lsn(0), new Lsn(64 * 64))),
                last);
    }

    @Test
    void unitOfFewPiecesIsLeftAsItIs() {
        for (int piece = 0; piece < 7; piece++) {
            assertEquals(List.of(), add(piece, false));
        }

        assertEquals(List.of(), add(7, true));
    }

    @Test
    void unitIsNeverCoveredByMoreThanABoundedNumberOfObjects() {
        Seeded.check(
                50,
                random -> {
                    RollUp fresh = new RollUp();
                    int pieces = random.nextInt(1, 3_000);
                    List<Span> covers = new ArrayList<>();
                    for (int piece = 0; piece < pieces; piece++) {
                        Span own = new Span(new Lsn(piece), new Lsn(piece + 1L));
                        covers.add(own);
                        for (Span run : fresh.add(own.start(), own.end(), piece + 1 == pieces)) {
                            covers.removeIf(
                                    cover ->
                                            !cover.start().isBefore(run.start())
                                                    && !cover.end().isAfter(run.end()));
                            covers.add(run);
                        }
                    }

                    assertTrue(covers.size() <= 8, () -> pieces + " pieces: " + covers);
                    assertEquals(new Lsn(0), covers.getFirst().start());
                    assertEquals(new Lsn(pieces), covers.getLast().end());
                });
    }
}
