package io.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A small transaction every ten milliseconds, and the lag of each repository looked at as often.
 */
final class SteadyRun {
    private static final long PAUSE_NANOS = 10_000_000;

    private SteadyRun() {}

    static Map<String, Object> measure(Scene scene, Duration time) throws Exception {
        scene.server().execute("create table steady (id bigint, filler text)");
        long end = System.nanoTime() + time.toNanos();
        AtomicLong commits = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> write(scene, end, commits));
        Map<String, List<Long>> lags = new LinkedHashMap<>();
        while (System.nanoTime() - end < 0) {
            for (JsonNode repository : scene.status().path("repositories")) {
                if (repository.path("lagKnown").asBoolean()) {
                    lags.computeIfAbsent(repository.path("name").asText(), n -> new ArrayList<>())
                            .add(repository.path("lagMillis").asLong());
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        writer.join();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seconds", time.toSeconds());
        figures.put("commits", commits.get());
        lags.forEach((name, millis) -> figures.put(name, percentiles(millis)));
        return figures;
    }

    private static void write(Scene scene, long end, AtomicLong commits) {
        try (Connection connection = scene.server().connect();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "insert into steady values (?, repeat('x', 100))")) {
            while (System.nanoTime() - end < 0) {
                insert.setLong(1, commits.incrementAndGet());
                insert.executeUpdate();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("the workload failed", e);
        }
    }

    private static Map<String, Object> percentiles(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("samples", sorted.size());
        figures.put("p50Millis", sorted.get(sorted.size() / 2));
        figures.put("p99Millis", sorted.get(sorted.size() * 99 / 100));
        figures.put("maxMillis", sorted.getLast());
        return figures;
    }
}
