package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalStream;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the server what is durable: on a timer, also while reading is paused, and whenever more has
 * become durable. What was acknowledged once is never taken back. Runs on a virtual thread.
 */
final class Acknowledger implements Runnable {
    private final WalStream stream;
    private final List<RepositoryLane> lanes;
    private final AckRule rule;
    private final boolean mayAcknowledge;
    private final Supplier<Lsn> received;
    private final Duration interval;
    private final Duration suspendAfter;
    private final Runnable onTick;
    private final Semaphore changes = new Semaphore(0);
    private volatile Lsn acknowledged = Lsn.ZERO;
    private volatile boolean isStopped;

    /**
     * @param mayAcknowledge false while an older writer could still be acknowledged somewhere
     * @param received up to where WAL was taken over from the server
     * @param interval between two statuses when nothing changes
     * @param onTick called after each
     */
    Acknowledger(
            WalStream stream,
            List<RepositoryLane> lanes,
            AckRule rule,
            boolean mayAcknowledge,
            Supplier<Lsn> received,
            Duration interval,
            Duration suspendAfter,
            Runnable onTick) {
        this.stream = stream;
        this.lanes = lanes;
        this.rule = rule;
        this.mayAcknowledge = mayAcknowledge;
        this.received = received;
        this.interval = interval;
        this.suspendAfter = suspendAfter;
        this.onTick = onTick;
    }

    /** The end of the WAL that the server may forget. */
    Lsn acknowledged() {
        return acknowledged;
    }

    /** Something has changed that may let more be acknowledged. */
    void changed() {
        changes.release();
    }

    @Override
    public void run() {
        try {
            while (!isStopped) {
                sendNow();
                if (changes.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                    changes.drainPermits();
                }
                suspendStalled();
                onTick.run();
            }
        } catch (InterruptedException e) {
            isStopped = true;
        }
    }

    /** Sends a status with what is durable at this moment. */
    void sendNow() {
        if (mayAcknowledge) {
            List<Lsn> awaited =
                    lanes.stream()
                            .map(RepositoryLane::progress)
                            .filter(progress -> progress.isAwaited(suspendAfter))
                            .map(progress -> progress.frontier().orElse(Lsn.ZERO))
                            .toList();
            rule.acknowledged(awaited).ifPresent(this::advance);
        }
        stream.sendStatus(Lsn.max(received.get(), acknowledged), acknowledged, false);
    }

    private synchronized void advance(Lsn durable) {
        acknowledged = Lsn.max(acknowledged, durable);
    }

    // A repository that stalls must not make the server keep its WAL for ever; the last one that
    // counts is never given up.
    private void suspendStalled() {
        List<LaneProgress> all = lanes.stream().map(RepositoryLane::progress).toList();
        Lsn best =
                all.stream()
                        .filter(LaneProgress::isCounted)
                        .flatMap(progress -> progress.frontier().stream())
                        .reduce(Lsn.ZERO, Lsn::max);
        for (LaneProgress progress : all) {
            boolean isStalled = progress.stalledBehind(best).compareTo(suspendAfter) > 0;
            if (isStalled && progress.isCounted()) {
                progress.suspend();
            }
            progress.caughtUp(best);
        }
    }

    void stop() {
        isStopped = true;
        changed();
    }
}
