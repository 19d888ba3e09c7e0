package io.holdfast.agent.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.capture.LaneState;
import io.holdfast.agent.fill.Lacking;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.postgres.Lsn;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final List<String> NAMES = List.of("near", "far");

    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private void assertShown(String line) {
        assertTrue(meters.scrape().contains(line + "\n"), meters::scrape);
    }

    /** A registry that holds what it measures weakly loses it here. */
    private static void collectGarbage() {
        var witness = new WeakReference<>(new Object());
        Eventually.until(
                "the garbage to be collected",
                () -> {
                    System.gc();
                    return witness.get() == null;
                });
    }

    @Test
    void theLagIsShownForAsLongAsTheAgentRuns() {
        var lane =
                new CaptureStatus.Lane(
                        "near",
                        LaneState.COUNTED,
                        Optional.of(new Lsn(80)),
                        Optional.of(Duration.ofSeconds(3)),
                        true,
                        20,
                        Optional.empty());
        var status =
                new CaptureStatus(
                        CaptureStatus.Phase.STREAMING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(lane),
                        Optional.empty(),
                        Optional.empty());
        CaptureMeters.register(meters, NAMES, () -> status);

        collectGarbage();

        assertShown("holdfast_rpo_lag_seconds{repository=\"near\"} 3.0");
        assertShown("holdfast_rpo_lag_behind_bytes{repository=\"near\"} 20.0");
        assertShown("holdfast_rpo_lag_seconds{repository=\"far\"} NaN");
        assertShown("holdfast_repository_counted{repository=\"near\"} 1.0");
        assertShown("holdfast_capture_streaming 1.0");
        assertShown("holdfast_slot_retained_bytes NaN");
    }

    @Test
    void whatARepositoryLacksIsShownForAsLongAsTheAgentRuns() {
        var lacking = new Lacking("far", 2, 4096, 1, Optional.empty());
        FillMeters.register(meters, NAMES, () -> List.of(lacking));

        collectGarbage();

        assertShown("holdfast_backup_lacking{repository=\"far\"} 2.0");
        assertShown("holdfast_backup_lacking_size_bytes{repository=\"far\"} 4096.0");
        assertShown("holdfast_backup_lacking_wal{repository=\"far\"} 1.0");
        assertShown("holdfast_backup_lacking{repository=\"near\"} NaN");
    }
}
