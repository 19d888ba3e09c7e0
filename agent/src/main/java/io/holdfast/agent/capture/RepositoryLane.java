package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one repository supplied with an epoch's WAL, at its own pace: first with what it lacks of
 * the epochs before, then from the window while it keeps up, and from other repositories while it
 * does not. Runs on a virtual thread until it is stopped or fenced.
 */
final class RepositoryLane implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final RepositoryOpener opener;
    private final LaneWork work;
    private final LongSupplier nanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LaneProgress progress;
    private volatile @Nullable ClusterRepository repository;

    RepositoryLane(
            RepositoryOpener opener, LaneWork work, LaneProgress progress, LongSupplier nanos) {
        this.opener = opener;
        this.work = work;
        this.progress = progress;
        this.nanos = nanos;
    }

    String name() {
        return opener.name();
    }

    LaneProgress progress() {
        return progress;
    }

    /** The repository, once it could be opened. */
    Optional<ClusterRepository> repository() {
        return Optional.ofNullable(repository);
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            long began = nanos.getAsLong();
            try {
                if (supply()) {
                    return;
                }
            } catch (HoldfastException e) {
                progress.failed(e);
            } catch (RuntimeException e) {
                progress.failed(Unexpected.in("the supply of repository " + name(), e));
            } catch (InterruptedException e) {
                return;
            }
            boolean wentWell = nanos.getAsLong() - began > LONGEST_PAUSE.toNanos();
            pause = wentWell ? FIRST_PAUSE : pause;
            waitFor(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(2)
                            : LONGEST_PAUSE;
        }
    }

    /** Returns whether there is nothing more to do. */
    private boolean supply() throws InterruptedException {
        ClusterRepository opened = opener.open();
        repository = opened;
        Lsn position = work.join(opened);
        progress.reached(position);
        while (!isStopped()) {
            Optional<PieceWindow.Reader> place = work.window().attach(position);
            if (place.isPresent()) {
                progress.live();
                LanePump pump = new LanePump(opened, place.get(), progress, POLL);
                LanePump.End end = pump.run(this::isStopped);
                if (end == LanePump.End.CLOSED) {
                    return true;
                }
                position = progress.frontier().orElse(position);
            } else {
                position = copyOne(opened, position);
                progress.reached(position);
            }
        }
        return true;
    }

    private Lsn copyOne(ClusterRepository opened, Lsn position) {
        return work.copyAt(opened, position)
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.TRANSIENT,
                                        "catch-up-source-missing",
                                        "repository "
                                                + name()
                                                + " lacks the WAL at "
                                                + position
                                                + ", and no other repository can be read now",
                                        "Bring back a repository that holds it; capture goes on"
                                                + " trying."));
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void waitFor(Duration pause) {
        try {
            boolean ignored = stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /** Makes the lane end; what is under way may still arrive in the repository. */
    void stop() {
        stopped.countDown();
    }
}
