package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is said of each repository: while a session runs, what its lane has reached; between two,
 * what the last one had; before the first, what is stored. The lag goes on growing in between.
 * Thread-safe.
 */
final class LaneFigures {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final List<ConfiguredRepository> repositories;
    private final StoredFrontiers stored;
    private final LagSamples samples;
    private final Map<String, Lsn> reached = new ConcurrentHashMap<>();

    LaneFigures(
            List<ConfiguredRepository> repositories, StoredFrontiers stored, LagSamples samples) {
        this.repositories = repositories;
        this.stored = stored;
        this.samples = samples;
    }

    /** Keeps what a session's lanes have reached, when it ends. */
    void ended(List<RepositoryLane> lanes) {
        for (RepositoryLane lane : lanes) {
            lane.progress().frontier().ifPresent(frontier -> reached.put(lane.name(), frontier));
        }
    }

    List<CaptureStatus.Lane> of(List<RepositoryLane> lanes, long now) {
        return lanes.stream().map(lane -> figures(lane, now)).toList();
    }

    List<CaptureStatus.Lane> betweenSessions(long now) {
        return repositories.stream()
                .map(
                        repository ->
                                figures(
                                        repository.name(),
                                        LaneState.JOINING,
                                        Optional.empty(),
                                        Optional.empty(),
                                        now))
                .toList();
    }

    private CaptureStatus.Lane figures(RepositoryLane lane, long now) {
        LaneProgress progress = lane.progress();
        return figures(lane.name(), progress.state(), progress.frontier(), progress.failure(), now);
    }

    private CaptureStatus.Lane figures(
            String name,
            LaneState state,
            Optional<Lsn> frontier,
            Optional<HoldfastException> failure,
            long now) {
        Optional<Lsn> known = frontier.or(() -> before(name));
        Optional<LagSamples.Lag> lag = known.map(f -> samples.lag(f, now, FRESH));
        return new CaptureStatus.Lane(
                name,
                state,
                known,
                lag.flatMap(LagSamples.Lag::time),
                lag.map(LagSamples.Lag::isKnown).orElse(false),
                lag.map(LagSamples.Lag::bytesBehind).orElse(0L),
                failure);
    }

    private Optional<Lsn> before(String repository) {
        return Optional.ofNullable(reached.get(repository)).or(() -> stored.of(repository));
    }
}
