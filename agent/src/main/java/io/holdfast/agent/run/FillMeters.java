package io.holdfast.agent.run;

import io.holdfast.agent.fill.Lacking;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What each repository lacks of the others' backups, as gauges; NaN before the first look. */
final class FillMeters {
    private FillMeters() {}

    static void register(
            MeterRegistry meters, List<String> repositories, Supplier<List<Lacking>> status) {
        for (String repository : repositories) {
            gauge("holdfast.backup.lacking", "", repository, status, Lacking::backups)
                    .description("complete backups of other repositories that are to be copied")
                    .register(meters);
            gauge("holdfast.backup.lacking.size", "bytes", repository, status, Lacking::bytes)
                    .description("their bytes")
                    .register(meters);
            gauge("holdfast.backup.lacking.wal", "", repository, status, Lacking::withoutWal)
                    .description("further backups, for which the repository lacks the WAL")
                    .register(meters);
        }
    }

    private static Gauge.Builder<Supplier<Number>> gauge(
            String name,
            String unit,
            String repository,
            Supplier<List<Lacking>> status,
            ToDoubleFunction<Lacking> value) {
        Supplier<Number> now = () -> of(status.get(), repository, value);
        var gauge = Gauge.builder(name, now).tag("repository", repository);
        // an empty one would leave a mark in the name
        return unit.isEmpty() ? gauge : gauge.baseUnit(unit);
    }

    private static double of(
            List<Lacking> status, String repository, ToDoubleFunction<Lacking> value) {
        return status.stream()
                .filter(one -> one.repository().equals(repository))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
