package io.holdfast.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.capture.CaptureStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CaptureMetersTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private void register(Optional<CaptureStatus.Slot> slot) {
        CaptureStatus status =
                new CaptureStatus(
                        CaptureStatus.Phase.STREAMING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        slot,
                        Optional.empty());
        CaptureMeters.register(meters, List.of(), () -> status);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double state(String state) {
        return meters.get("holdfast.slot.state").tag("state", state).gauge().value();
    }

    @Test
    @DisplayName("T25: how near a slot is to its loss is measured")
    void aSlotInDangerIsMeasured() {
        register(
                Optional.of(
                        new CaptureStatus.Slot(
                                "holdfast",
                                "extended",
                                700,
                                1000,
                                Optional.of(100L),
                                Optional.of(Duration.ofMillis(2500)))));

        assertEquals(700, gauge("holdfast.slot.retained"));
        assertEquals(100, gauge("holdfast.slot.safe"));
        assertEquals(2.5, gauge("holdfast.slot.time.left"));
        assertEquals(1, state("extended"));
        assertEquals(0, state("unreserved"));
    }

    @Test
    void aSlotWithoutALimitHasForEver() {
        register(
                Optional.of(
                        new CaptureStatus.Slot(
                                "holdfast",
                                "reserved",
                                700,
                                1000,
                                Optional.empty(),
                                Optional.empty())));

        assertEquals(Double.NaN, gauge("holdfast.slot.safe"));
        assertEquals(Double.POSITIVE_INFINITY, gauge("holdfast.slot.time.left"));
    }

    @Test
    void whatIsNotKnownIsNoNumber() {
        register(Optional.empty());

        for (String name : List.of("retained", "safe", "time.left")) {
            assertEquals(Double.NaN, gauge("holdfast.slot." + name), name);
        }
        assertEquals(Double.NaN, state("lost"));
    }
}
