package io.holdfast.controlplane.lag;

import static io.holdfast.controlplane.lag.Reports.known;
import static io.holdfast.controlplane.lag.Reports.streaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LagReportTest {
    @Test
    void aKnownLagThatIsAbsentIsRefused() {
        refused(() -> repository("a", Optional.empty(), true, 0));
    }

    @Test
    void figuresThatCannotBeAreRefused() {
        refused(() -> repository("a", Optional.of(Duration.ofNanos(-1)), false, 0));
        refused(() -> repository("a", Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), true, 0));
        refused(() -> repository("a", Optional.of(Duration.ZERO), true, -1));
        refused(() -> repository("", Optional.of(Duration.ZERO), true, 0));
    }

    @Test
    void aRepositoryThatIsNamedTwiceIsRefused() {
        refused(() -> streaming(1, known("a", 1), known("a", 2)));
    }

    @Test
    void moreRepositoriesThanAnyoneHasAreRefused() {
        RepositoryLag[] many =
                IntStream.range(0, 65)
                        .mapToObj(i -> known("r" + i, 1))
                        .toArray(RepositoryLag[]::new);

        refused(() -> streaming(1, many));
    }

    private static RepositoryLag repository(
            String name, Optional<Duration> lag, boolean isKnown, long bytesBehind) {
        return new RepositoryLag(
                name,
                RepositoryState.COUNTED,
                Optional.empty(),
                lag,
                isKnown,
                bytesBehind,
                Optional.empty());
    }

    private static void refused(Executable making) {
        assertEquals("lag-report-malformed", assertThrows(HoldfastException.class, making).code());
    }
}
