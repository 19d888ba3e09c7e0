package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotOutlookTest {
    private final SlotOutlook outlook = new SlotOutlook();

    private void look(int second, long retainedBytes) {
        outlook.add(Duration.ofSeconds(second).toNanos(), retainedBytes);
    }

    @Test
    void oneLookTellsNothing() {
        look(0, 100);

        assertEquals(Optional.empty(), outlook.until(1000));
    }

    @Test
    void whatGrowsReachesItsLimitAtTheSameRate() {
        look(0, 100);
        look(10, 300);

        assertEquals(Optional.of(Duration.ofSeconds(50)), outlook.until(1000));
        assertEquals(Optional.of(Duration.ZERO), outlook.until(-1));
    }

    @Test
    void whatDoesNotGrowReachesNothing() {
        look(0, 300);
        look(10, 300);

        assertEquals(Optional.empty(), outlook.until(1000));
    }

    @Test
    void onlyTheLastMinuteCounts() {
        look(0, 0);
        look(100, 5000);
        look(110, 5100);

        assertEquals(Optional.of(Duration.ofSeconds(100)), outlook.until(1000));
    }
}
