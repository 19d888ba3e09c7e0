package io.holdfast.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.error.ErrorCategory;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
    private record Answer(
            Lsn stop,
            Instant time,
            Duration took,
            ErrorCategory category,
            Optional<String> none,
            @Nullable String nothing,
            List<Part> parts) {}

    private record Part(String name, long bytes) {}

    @Test
    void recordsBecomeObjectsOfPlainValues() {
        var answer =
                new Answer(
                        new Lsn(0x16B374D848L),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Duration.ofMillis(1500),
                        ErrorCategory.NOT_FOUND,
                        Optional.empty(),
                        null,
                        List.of(new Part("a", 7)));

        assertEquals(
                Map.of(
                        "stop", "16/B374D848",
                        "time", "2026-01-02T03:04:05Z",
                        "took", 1.5,
                        "category", "not-found",
                        "parts", List.of(Map.of("name", "a", "bytes", 7L))),
                JsonTree.of(answer));
    }
}
