package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.WalCopy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * One epoch's lanes and the window that they share: everything between the cutter and the
 * repositories.
 */
final class SessionRoom {
    private final PieceWindow window;
    private final EpochOpening opening;
    private final Branch branch;
    private final InstantSource clock;
    private final Admission admission;
    private final List<RepositoryLane> lanes = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    SessionRoom(
            CaptureSettings settings,
            EpochOpening opening,
            Branch branch,
            Admission admission,
            InstantSource clock,
            LongSupplier nanos) {
        this.window = new PieceWindow(settings.windowBytes(), settings.detachAfter(), nanos);
        this.opening = opening;
        this.branch = branch;
        this.admission = admission;
        this.clock = clock;
    }

    /** Whether the session should end, so that the next one sees what this one could not. */
    boolean isOutdated() {
        return admission.isOutdated();
    }

    PieceWindow window() {
        return window;
    }

    List<RepositoryLane> lanes() {
        return lanes;
    }

    /** Starts a lane for each repository, each on a virtual thread of its own. */
    void open(
            List<RepositoryOpener> openers,
            CaptureListener listener,
            Runnable onChange,
            LongSupplier nanos) {
        for (RepositoryOpener opener : openers) {
            LaneProgress progress = new LaneProgress(opener.name(), listener, onChange, nanos);
            lanes.add(new RepositoryLane(opener, new Work(opener.name()), progress, nanos));
        }
        for (RepositoryLane lane : lanes) {
            threads.add(Thread.ofVirtual().name("lane-" + lane.name()).start(lane));
        }
    }

    /** Ends the lanes: what was cut is put within the time, the rest is left to the slot. */
    void close(Duration deadline) throws InterruptedException {
        window.close();
        // no time makes a damaged object whole
        lanes.stream()
                .filter(lane -> lane.progress().state() == LaneState.LOST)
                .forEach(RepositoryLane::stop);
        long end = System.nanoTime() + deadline.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        lanes.forEach(RepositoryLane::stop);
        threads.forEach(Thread::interrupt);
    }

    /** What one lane does besides pumping. */
    private final class Work implements LaneWork {
        private final String name;

        Work(String name) {
            this.name = name;
        }

        @Override
        public PieceWindow window() {
            return window;
        }

        @Override
        public Lsn join(ClusterRepository repository) {
            Lsn position = admission.admit(repository, new Joining(branch, this::sources, clock));
            opening.put(repository);
            admission.joined(repository);
            return position;
        }

        @Override
        public Optional<Lsn> copyAt(ClusterRepository repository, Lsn position) {
            EpochWal target = new EpochWal(repository, branch.newest().epoch());
            return new WalCopy(sources().repositories(), target).copyAt(position);
        }

        private Joining.Sources sources() {
            List<RepositoryLane> others =
                    lanes.stream().filter(lane -> !lane.name().equals(name)).toList();
            List<ClusterRepository> opened =
                    others.stream()
                            .map(RepositoryLane::repository)
                            .flatMap(Optional::stream)
                            .toList();
            return new Joining.Sources(opened, opened.size() == others.size());
        }
    }
}
