package io.holdfast.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir private Path folder;

    @Test
    void whatWasAddedComesOutInItsOrderAlsoAfterARestart() {
        add(Outbox.open(folder), 1, 1_500);
        add(Outbox.open(folder), 1_501, 1_600);

        Outbox again = Outbox.open(folder);

        assertEquals(LongStream.rangeClosed(1, 1_600).boxed().toList(), numbers(again, 0));
        assertEquals(LongStream.rangeClosed(1_025, 1_600).boxed().toList(), numbers(again, 1_024));
    }

    @Test
    void whatWasReceivedIsForgottenAndNumbersGoOn() throws IOException {
        Outbox outbox = Outbox.open(folder);
        add(outbox, 1, 3_000);

        outbox.received(3_000);

        assertFalse(outbox.hasMoreThan(outbox.received()));
        assertEquals(1, files().size());
        Outbox again = Outbox.open(folder);
        add(again, 3_001, 3_001);
        assertEquals(outbox.id(), again.id());
        assertEquals(3_001, numbers(again, 3_000).getFirst());
    }

    /** A host that stops may leave half a record, or any bytes, at the end of a file. */
    @Test
    void whatIsDamagedIsLeftOutAndHidesNothing() throws IOException {
        SplittableRandom random = new SplittableRandom();
        for (int round = 0; round < 50; round++) {
            Path own = Files.createTempDirectory(folder, "round");
            Outbox outbox = Outbox.open(own);
            add(outbox, 1, 20);
            Path file = own.resolve("outbox").resolve("%012d".formatted(1));
            byte[] whole = Files.readAllBytes(file);
            int cut = random.nextInt(whole.length);
            byte[] damaged = Arrays.copyOf(whole, cut + random.nextInt(3) * 7);
            for (int i = cut; i < damaged.length; i++) {
                damaged[i] = (byte) random.nextInt();
            }
            Files.write(file, damaged, StandardOpenOption.TRUNCATE_EXISTING);

            Outbox again = Outbox.open(own);
            List<Long> kept = numbers(again, 0);
            again.add(minute(99));

            assertEquals(LongStream.rangeClosed(1, kept.size()).boxed().toList(), kept);
            List<Record> all = again.behind(0, 100);
            assertEquals(99, all.getLast().getLagMinute().getMinute().getSeconds());
            assertEquals(kept.size() + 1, all.size());
        }
    }

    @Test
    void whatIsNeverReceivedDoesNotFillTheDisk() throws IOException {
        Outbox outbox = Outbox.open(folder);
        Path records = folder.resolve("outbox");
        // as if it had been full for long: empty files cost the test no time
        for (int file = 0; file < 80; file++) {
            Files.createFile(records.resolve("%012d".formatted(file * 1_024L + 1)));
        }

        add(Outbox.open(folder), 0, 0);
        Outbox again = Outbox.open(folder);
        for (int i = 0; i < 1_100; i++) {
            again.add(minute(i));
        }

        assertTrue(files().size() <= 64, () -> "" + files().size());
        assertNotEquals(outbox.received(), again.behind(0, 1).getFirst().getNumber());
    }

    private static void add(Outbox outbox, int from, int to) {
        for (int i = from; i <= to; i++) {
            outbox.add(minute(i));
        }
    }

    private static LagMinute minute(long seconds) {
        return LagMinute.newBuilder().setMinute(Timestamp.newBuilder().setSeconds(seconds)).build();
    }

    private static List<Long> numbers(Outbox outbox, long behind) {
        List<Long> numbers = new ArrayList<>();
        long last = behind;
        while (outbox.hasMoreThan(last)) {
            for (Record record : outbox.behind(last, 32)) {
                numbers.add(record.getNumber());
                last = record.getNumber();
            }
        }
        return numbers;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder.resolve("outbox"))) {
            return all.filter(file -> file.getFileName().toString().matches("[0-9]+")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
