package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Puts what the window holds into one repository, a few objects at a time, and confirms them in
 * order. A piece is never put before the eighth piece before it is confirmed: readers rely on that.
 */
final class LanePump {
    private static final int MAX_UNDER_WAY = 4;
    private static final long MAX_BYTES_UNDER_WAY = 8 << 20;

    private final ClusterRepository repository;
    private final PieceWindow.Reader place;
    private final LaneProgress progress;
    private final Duration poll;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private long bytesUnderWay;

    /** Why the pump ended. */
    enum End {
        /** The window or the lane was closed, and everything taken from it is confirmed. */
        CLOSED,
        /** The place in the window is gone. */
        DETACHED
    }

    private record UnderWay(CutObject object, long number, Future<Placed> put) {}

    LanePump(
            ClusterRepository repository,
            PieceWindow.Reader place,
            LaneProgress progress,
            Duration poll) {
        this.repository = repository;
        this.place = place;
        this.progress = progress;
        this.poll = poll;
    }

    End run(BooleanSupplier isStopped) throws InterruptedException {
        try (ExecutorService puts = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return pump(puts, isStopped);
            } finally {
                progress.left();
                place.detach();
                puts.shutdownNow();
            }
        }
    }

    private End pump(ExecutorService puts, BooleanSupplier isStopped) throws InterruptedException {
        while (!isStopped.getAsBoolean()) {
            confirmFinished();
            if (isFull()) {
                confirm(underWay.getFirst());
                continue;
            }
            switch (place.next(poll)) {
                case PieceWindow.Next.Ready ready -> begin(puts, ready);
                case PieceWindow.Next.Nothing nothing -> {}
                case PieceWindow.Next.Detached detached -> {
                    confirmAll();
                    return End.DETACHED;
                }
                case PieceWindow.Next.Closed closed -> {
                    confirmAll();
                    return End.CLOSED;
                }
            }
        }
        return End.CLOSED;
    }

    private boolean isFull() {
        return underWay.size() >= MAX_UNDER_WAY
                || (bytesUnderWay >= MAX_BYTES_UNDER_WAY && !underWay.isEmpty());
    }

    private void begin(ExecutorService puts, PieceWindow.Next.Ready ready)
            throws InterruptedException {
        CutObject object = ready.object();
        if (!object.isPiece()) {
            // a rolled object may only be there once all its pieces are
            confirmAll();
        }
        bytesUnderWay += object.heldBytes();
        underWay.addLast(new UnderWay(object, ready.number(), puts.submit(() -> put(object))));
    }

    private Placed put(CutObject object) {
        try {
            return repository.put(object.container());
        } finally {
            place.wake();
        }
    }

    private void confirmFinished() throws InterruptedException {
        while (!underWay.isEmpty() && underWay.getFirst().put().isDone()) {
            confirm(underWay.getFirst());
        }
    }

    private void confirmAll() throws InterruptedException {
        while (!underWay.isEmpty()) {
            confirm(underWay.getFirst());
        }
    }

    private void confirm(UnderWay first) throws InterruptedException {
        Placed placed = result(first);
        if (placed instanceof Placed.Other other) {
            throw refused(first, other);
        }
        underWay.removeFirst();
        bytesUnderWay -= first.object().heldBytes();
        place.confirm(first.number());
        if (first.object().isPiece()) {
            progress.reached(first.object().end());
        }
    }

    private static Placed result(UnderWay put) throws InterruptedException {
        try {
            return put.put().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException known) {
                throw known;
            }
            throw new HoldfastException(
                    ErrorCategory.INTERNAL,
                    "put-failed",
                    "putting " + put.object().container().name() + " failed: " + e.getCause(),
                    "Report this, with the log of the agent.",
                    e);
        }
    }

    private HoldfastException refused(UnderWay put, Placed.Other other) {
        String name = put.object().container().name();
        if (other.header().kind() == ContainerKind.SEAL) {
            progress.fenced();
            return new HoldfastException(
                    ErrorCategory.REPOSITORY,
                    Capture.FENCED,
                    "another writer has sealed this epoch at "
                            + name
                            + " in repository "
                            + repository.name(),
                    "Find out which instance captures now; 'holdfast wal' shows it.");
        }
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-conflict",
                name
                        + " in repository "
                        + repository.name()
                        + " holds other WAL than this server's",
                "Find out who else writes to this repository; 'holdfast wal' shows the epochs.");
    }
}
