package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Repositories;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WalCutterTest {
    private static final int SEGMENT = 1 << 20;
    private static final Lsn START = new Lsn(5L * SEGMENT + 700_000);

    private final Repositories repositories = new Repositories();

    @BeforeEach
    void addRepository() {
        repositories.add("one", new MemoryObjectStore());
    }

    private static EpochRecord epoch() {
        return new EpochRecord(
                new EpochId(1, 0),
                new UUID(1, 2),
                "db1",
                "bank",
                "7000000000000000001",
                18,
                SEGMENT,
                new TimelineId(1),
                START,
                null,
                EpochRecord.Reason.FIRST,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }

    private List<CutObject> cut(RandomGenerator random, int length, int maxPiece)
            throws InterruptedException {
        List<CutObject> objects = new ArrayList<>();
        byte[] wal = new byte[length];
        random.nextBytes(wal);
        try (PieceSealer sealer =
                new PieceSealer(epoch(), repositories.open(0).writer(), new LagSamples())) {
            WalCutter cutter = new WalCutter(sealer, objects::add, START, SEGMENT, maxPiece);
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, 1 + random.nextInt(130_000));
                cutter.append(START.plus(done), wal, done, part);
                done += part;
                if (random.nextInt(4) == 0) {
                    cutter.flush();
                }
            }
            cutter.flush();
            assertEquals(START.plus(length), cutter.position());
        }
        return objects;
    }

    @Test
    @DisplayName("T20: however WAL arrives, pieces follow each other and end with their segment")
    void piecesFollowEachOtherAndNeverCrossASegment() {
        Seeded.check(
                12,
                random -> {
                    int length = 1 + random.nextInt(3 * SEGMENT);
                    int maxPiece = 1_000 + random.nextInt(SEGMENT);

                    List<CutObject> objects = cut(random, length, maxPiece);

                    Lsn position = START;
                    for (CutObject object : objects) {
                        long last = object.end().value() - 1;
                        assertEquals(object.start().value() / SEGMENT, last / SEGMENT);
                        if (object.isPiece()) {
                            assertEquals(position, object.start());
                            assertTrue(object.end().minus(object.start()) <= maxPiece);
                            position = object.end();
                        } else {
                            assertEquals(position, object.end());
                        }
                    }
                    assertEquals(START.plus(length), position);
                });
    }

    @Test
    void refusesWalThatDoesNotFollow() {
        try (PieceSealer sealer =
                new PieceSealer(epoch(), repositories.open(0).writer(), new LagSamples())) {
            WalCutter cutter = new WalCutter(sealer, object -> {}, START, SEGMENT, SEGMENT);

            HoldfastException refused =
                    assertThrows(
                            HoldfastException.class,
                            () -> cutter.append(START.plus(1), new byte[8], 0, 8));

            assertEquals("wal-stream-broken", refused.code());
        }
    }
}
