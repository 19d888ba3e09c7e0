package io.holdfast.repository.backup.write;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.container.SealedContainer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the same bytes to every repository of a run at once. A repository that fails leaves the run;
 * the run goes on while one is left.
 */
final class Fanout implements AutoCloseable {
    private final List<Target> targets;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Phaser underWay = new Phaser(1);

    private final Duration patience;

    /** Waits for something for some time; null when that passed in vain. */
    interface Wait<T> {
        @Nullable T within(long nanos) throws InterruptedException;
    }

    Fanout(List<ClusterRepository> repositories, Duration patience) {
        this.targets = repositories.stream().map(Target::new).toList();
        this.patience = patience;
    }

    List<Target> targets() {
        return targets;
    }

    /**
     * Begins to put, and returns.
     *
     * @param released runs once the bytes are needed no more, whatever became of the puts
     */
    void put(SealedContainer container, Runnable released) {
        requireOneAlive();
        AtomicInteger open = new AtomicInteger(targets.size());
        underWay.bulkRegister(targets.size());
        for (Target target : targets) {
            threads.execute(
                    () -> {
                        try {
                            target.run(() -> putOne(target.repository(), container));
                        } finally {
                            if (open.decrementAndGet() == 0) {
                                released.run();
                            }
                            underWay.arriveAndDeregister();
                        }
                    });
        }
    }

    private static void putOne(ClusterRepository repository, SealedContainer container) {
        if (!StoredBytes.put(repository, container.name(), container.bytes(), container.length())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-object-taken",
                    container.name()
                            + " in repository "
                            + repository.name()
                            + " is there already, with other bytes",
                    "Another run uses this backup id: look for a second agent of this cluster.");
        }
    }

    void requireOneAlive() {
        if (targets.stream().anyMatch(Target::alive)) {
            return;
        }
        HoldfastException last = targets.getLast().failure();
        throw new HoldfastException(
                last == null ? ErrorCategory.REPOSITORY : last.category(),
                "backup-without-repository",
                "every repository has left the backup; the last one because "
                        + (last == null ? "of an unknown reason" : last.getMessage()),
                last == null ? "Start the backup again." : last.hint(),
                last);
    }

    /** Waits for what the puts set free; who is outrun for too long leaves the run. */
    <T> T patiently(Wait<T> wait) throws InterruptedException {
        while (true) {
            T got = wait.within(patience.toNanos());
            if (got != null) {
                return got;
            }
            leaveOutrun();
            requireOneAlive();
        }
    }

    /** Those that lag behind while another one has nothing to do leave the run. */
    private void leaveOutrun() {
        if (targets.stream().noneMatch(target -> target.alive() && target.idle())) {
            return;
        }
        for (Target target : targets) {
            if (!target.idle()) {
                target.leave(outrun(target));
            }
        }
    }

    private static HoldfastException outrun(Target target) {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "backup-outran-repository",
                "repository "
                        + target.repository().name()
                        + " is slower than the others of this backup",
                "It is filled from another repository afterwards.");
    }

    /** Waits until nothing is on its way. */
    void await() throws InterruptedException {
        int phase = underWay.arrive();
        patiently(nanos -> advanced(phase, nanos) ? true : null);
        requireOneAlive();
    }

    private boolean advanced(int phase, long nanos) throws InterruptedException {
        try {
            underWay.awaitAdvanceInterruptibly(phase, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Interrupts what is on its way, and waits until all of it has ended. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
