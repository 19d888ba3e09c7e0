package io.holdfast.agent.run;

import io.holdfast.agent.capture.CaptureStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The capture's figures as gauges. What is not known is NaN, never 0. */
final class CaptureMeters {
    private static final List<String> WAL_STATES =
            List.of("reserved", "extended", "unreserved", "lost");

    private CaptureMeters() {}

    static void register(
            MeterRegistry meters, Iterable<String> repositories, Supplier<CaptureStatus> status) {
        Gauge.builder("holdfast.capture.streaming", status, CaptureMeters::isStreaming)
                .description("1 while WAL flows, 0 otherwise")
                .register(meters);
        slot(meters, status);
        for (String repository : repositories) {
            lane(meters, repository, status);
        }
    }

    private static void slot(MeterRegistry meters, Supplier<CaptureStatus> status) {
        slot("holdfast.slot.retained", "bytes", status, CaptureStatus.Slot::retainedBytes)
                .description("WAL that the replication slot keeps on the primary")
                .register(meters);
        slot("holdfast.slot.safe", "bytes", status, CaptureMeters::safeBytes)
                .description("WAL that may still be written before the server gives the slot up")
                .register(meters);
        slot("holdfast.slot.time.left", "seconds", status, CaptureMeters::secondsLeft)
                .description("until the slot is given up, as it goes; infinite if it does not")
                .register(meters);
        for (String state : WAL_STATES) {
            slot("holdfast.slot.state", "", status, slot -> slot.walStatus().equals(state) ? 1 : 0)
                    .description("1 for the wal_status of the replication slot, 0 for the others")
                    .tag("state", state)
                    .register(meters);
        }
    }

    private static Gauge.Builder<?> slot(
            String name,
            String unit,
            Supplier<CaptureStatus> status,
            ToDoubleFunction<CaptureStatus.Slot> value) {
        return Gauge.builder(
                        name,
                        status,
                        s ->
                                s.get().slot().stream()
                                        .mapToDouble(value)
                                        .findFirst()
                                        .orElse(Double.NaN))
                .baseUnit(unit);
    }

    private static double safeBytes(CaptureStatus.Slot slot) {
        return slot.safeBytes().map(Long::doubleValue).orElse(Double.NaN);
    }

    private static double secondsLeft(CaptureStatus.Slot slot) {
        return slot.timeLeft().map(left -> left.toMillis() / 1e3).orElse(Double.POSITIVE_INFINITY);
    }

    private static void lane(
            MeterRegistry meters, String repository, Supplier<CaptureStatus> status) {
        gauge(meters, "holdfast.rpo.lag", "seconds", repository, status, CaptureMeters::lagSeconds);
        gauge(
                meters,
                "holdfast.rpo.lag.behind",
                "bytes",
                repository,
                status,
                lane -> lane.isLagKnown() ? lane.bytesBehind() : Double.NaN);
        gauge(
                meters,
                "holdfast.repository.counted",
                "",
                repository,
                status,
                lane -> lane.state() == io.holdfast.agent.capture.LaneState.COUNTED ? 1 : 0);
    }

    private static void gauge(
            MeterRegistry meters,
            String name,
            String unit,
            String repository,
            Supplier<CaptureStatus> status,
            ToDoubleFunction<CaptureStatus.Lane> value) {
        Gauge.builder(name, status, s -> of(s.get(), repository, value))
                .tag("repository", repository)
                .baseUnit(unit)
                .register(meters);
    }

    private static double of(
            CaptureStatus status, String repository, ToDoubleFunction<CaptureStatus.Lane> value) {
        return status.lanes().stream()
                .filter(lane -> lane.repository().equals(repository))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double lagSeconds(CaptureStatus.Lane lane) {
        return lane.lag().map(Duration::toNanos).map(nanos -> nanos / 1e9).orElse(Double.NaN);
    }

    private static double isStreaming(Supplier<CaptureStatus> status) {
        return status.get().phase() == CaptureStatus.Phase.STREAMING ? 1 : 0;
    }
}
