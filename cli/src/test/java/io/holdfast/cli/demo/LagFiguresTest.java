package io.holdfast.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LagFiguresTest {
    @Test
    void quantilesAreValuesThatWereSeen() {
        List<Duration> lags =
                LongStream.rangeClosed(1, 200).mapToObj(n -> Duration.ofMillis(201 - n)).toList();

        assertEquals(new LagFigures(100, 198, 203, 3), LagFigures.of(lags, 3));
    }

    @Test
    void withoutAKnownLagThereIsNoNumber() {
        assertEquals(new LagFigures(-1, -1, 4, 4), LagFigures.of(List.of(), 4));
    }
}
