package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.PieceMetadata;
import io.holdfast.repository.wal.WalWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far each repository is, as its own objects say, read once when a capture starts: until a
 * session has looked more closely, this is what is known of the loss. The time of the last stored
 * sample goes to the lag samples, so that a restarted agent goes on from it.
 */
final class StoredFrontiers {
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final List<ConfiguredRepository> repositories;
    private final LagSamples samples;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<String, Lsn> frontiers = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    StoredFrontiers(
            List<ConfiguredRepository> repositories,
            LagSamples samples,
            InstantSource clock,
            LongSupplier nanos) {
        this.repositories = repositories;
        this.samples = samples;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Reads them in the background, each until it could be read. */
    void start() {
        for (ConfiguredRepository repository : repositories) {
            threads.add(
                    Thread.ofVirtual()
                            .name("stored-" + repository.name())
                            .start(() -> readAtLast(repository)));
        }
    }

    /** Empty until it was read, and if the repository holds no WAL. */
    Optional<Lsn> of(String repository) {
        return Optional.ofNullable(frontiers.get(repository));
    }

    private void readAtLast(ConfiguredRepository repository) {
        try {
            while (!read(repository)) {
                if (stopped.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // What is wrong with a repository is said by its lane, which meets the same.
    private boolean read(ConfiguredRepository repository) {
        try {
            ClusterRepository opened = repository.open();
            NewestBranch.of(opened)
                    .map(branch -> WalWindow.of(opened, branch))
                    .ifPresent(window -> keep(repository.name(), window));
            return true;
        } catch (HoldfastException e) {
            return false;
        }
    }

    private void keep(String repository, WalWindow window) {
        window.last().flatMap(this::sample).ifPresent(samples::remember);
        frontiers.put(repository, window.end());
    }

    // A sample from the future is of another clock: it counts as of now.
    private Optional<LagSamples.Sample> sample(PieceMetadata last) {
        Instant at = last.sampledAt();
        Lsn lsn = last.sampledLsn();
        if (at == null || lsn == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(at, clock.instant());
        long ageNanos = age.isNegative() ? 0 : age.toNanos();
        return Optional.of(new LagSamples.Sample(nanos.getAsLong() - ageNanos, at, lsn));
    }

    void stop() {
        stopped.countDown();
        threads.forEach(Thread::interrupt);
    }
}
