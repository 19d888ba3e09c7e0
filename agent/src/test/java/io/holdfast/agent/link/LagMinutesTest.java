package io.holdfast.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.capture.LaneState;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.RepositoryLagMinute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LagMinutesTest {
    private static final Instant MINUTE = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aMinuteIsTakenWhenItIsOver() {
        LagMinutes minutes = new LagMinutes();
        for (int second = 0; second < 60; second++) {
            Optional<LagMinute> none =
                    minutes.look(
                            status(lane("eu", Optional.of(second + 1), true)),
                            MINUTE.plusSeconds(second));
            assertEquals(Optional.empty(), none);
        }

        LagMinute over =
                minutes.look(status(lane("eu", Optional.of(1), true)), MINUTE.plusSeconds(60))
                        .orElseThrow();

        RepositoryLagMinute eu = over.getRepositories(0);
        assertEquals(MINUTE.getEpochSecond(), over.getMinute().getSeconds());
        assertEquals(60, eu.getSamples());
        assertEquals(60, eu.getKnown());
        assertEquals(30, eu.getMedian().getSeconds());
        assertEquals(60, eu.getP99().getSeconds());
        assertEquals(60, eu.getMax().getSeconds());
    }

    /** Seconds in which the lag was not known count, and have no figures: no zeros. */
    @Test
    void whatWasNotKnownIsNotZero() {
        LagMinutes minutes = new LagMinutes();
        minutes.look(
                status(lane("eu", Optional.of(5), false), lane("us", Optional.of(3), true)),
                MINUTE);
        minutes.look(
                status(lane("eu", Optional.empty(), false), lane("us", Optional.of(4), true)),
                MINUTE);

        LagMinute over = minutes.end().orElseThrow();

        RepositoryLagMinute eu = over.getRepositories(0);
        assertEquals(2, eu.getSamples());
        assertEquals(0, eu.getKnown());
        assertFalse(eu.hasMedian() || eu.hasP99() || eu.hasMax());
        assertEquals(2, over.getRepositories(1).getKnown());
    }

    @Test
    void aStandbyHasNothingToTell() {
        LagMinutes minutes = new LagMinutes();
        minutes.look(status(), MINUTE);

        assertEquals(Optional.empty(), minutes.look(status(), MINUTE.plusSeconds(60)));
        assertEquals(Optional.empty(), minutes.end());
    }

    private static CaptureStatus.Lane lane(
            String name, Optional<Integer> seconds, boolean isKnown) {
        return new CaptureStatus.Lane(
                name,
                LaneState.COUNTED,
                Optional.empty(),
                seconds.map(Duration::ofSeconds),
                isKnown,
                0,
                Optional.empty());
    }

    private static CaptureStatus status(CaptureStatus.Lane... lanes) {
        return new CaptureStatus(
                CaptureStatus.Phase.STREAMING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new ArrayList<>(List.of(lanes)),
                Optional.empty(),
                Optional.empty());
    }
}
