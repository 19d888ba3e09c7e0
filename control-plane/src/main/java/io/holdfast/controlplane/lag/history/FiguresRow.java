package io.holdfast.controlplane.lag.history;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A row of either table, as {@link #COLUMNS} says behind its time; milliseconds are rounded up. */
record FiguresRow(Instant at, RepositoryFigures figures) {
    static final String COLUMNS = "repository, samples, known, median_ms, p99_ms, max_ms";

    static FiguresRow read(Row row) {
        Long median = row.getLong(4);
        Optional<LagFigures> figures =
                median == null
                        ? Optional.empty()
                        : Optional.of(
                                new LagFigures(
                                        Duration.ofMillis(median),
                                        Duration.ofMillis(row.getLong(5)),
                                        Duration.ofMillis(row.getLong(6))));
        return new FiguresRow(
                row.getOffsetDateTime(0).toInstant(),
                new RepositoryFigures(row.getString(1), row.getLong(2), row.getLong(3), figures));
    }

    /** Rows of one time together, by time. */
    static <T> List<T> byTime(
            List<FiguresRow> rows, BiFunction<Instant, List<RepositoryFigures>, T> maker) {
        Map<Instant, List<RepositoryFigures>> byTime = new TreeMap<>();
        for (FiguresRow row : rows) {
            byTime.computeIfAbsent(row.at(), at -> new ArrayList<>()).add(row.figures());
        }
        return byTime.entrySet().stream()
                .map(each -> maker.apply(each.getKey(), each.getValue()))
                .toList();
    }

    /** Never rosier than what was told. */
    static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.plusNanos(999_999).toMillis();
    }
}
