package io.holdfast.agent.run;

import io.holdfast.agent.capture.CaptureStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The capture's figures as gauges. What is not known is NaN, never 0. A registry would hold an
 * object that is measured weakly, so each gauge is given a function, which it keeps.
 */
final class CaptureMeters {
    private CaptureMeters() {}

    static void register(
            MeterRegistry meters, Iterable<String> repositories, Supplier<CaptureStatus> status) {
        Gauge.builder("holdfast.capture.streaming", () -> isStreaming(status))
                .description("1 while WAL flows, 0 otherwise")
                .register(meters);
        Gauge.builder("holdfast.slot.retained", () -> retainedBytes(status))
                .description("WAL that the replication slot keeps on the primary")
                .baseUnit("bytes")
                .register(meters);
        for (String repository : repositories) {
            lane(meters, repository, status);
        }
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
        var gauge =
                Gauge.builder(name, () -> of(status.get(), repository, value))
                        .tag("repository", repository);
        // an empty one would leave a mark in the name
        (unit.isEmpty() ? gauge : gauge.baseUnit(unit)).register(meters);
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

    private static double retainedBytes(Supplier<CaptureStatus> status) {
        return status.get()
                .slot()
                .map(CaptureStatus.Slot::retainedBytes)
                .map(Long::doubleValue)
                .orElse(Double.NaN);
    }
}
