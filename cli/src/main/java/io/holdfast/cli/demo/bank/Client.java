package io.holdfast.cli.demo.bank;

import io.holdfast.postgres.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: transfer after transfer until the server is gone or it is told to stop. What it
 * remembers may be asked for at any time.
 */
final class Client implements Runnable {
    private static final int LARGEST_AMOUNT = 500;

    private final int number;
    private final long longestPauseNanos;
    private final Bank bank;
    private final Supplier<Connection> connections;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final CountDownLatch stopping;
    private final List<Transfer> issued = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private @Nullable Exception end;

    Client(
            int number,
            Duration longestPause,
            Bank bank,
            Supplier<Connection> connections,
            RandomGenerator random,
            InstantSource clock,
            CountDownLatch stopping) {
        this.number = number;
        this.longestPauseNanos = longestPause.toNanos();
        this.bank = bank;
        this.connections = connections;
        this.random = random;
        this.clock = clock;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        try (Session session = new Session(connections.get())) {
            for (long sequence = 1; !isStopping(); sequence++) {
                transfer(session, next(sequence));
            }
        } catch (SQLException | RuntimeException e) {
            ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() throws InterruptedException {
        return stopping.await(random.nextLong(longestPauseNanos), TimeUnit.NANOSECONDS);
    }

    private Transfer next(long sequence) {
        int source = 1 + random.nextInt(bank.accounts());
        int distance = 1 + random.nextInt(bank.accounts() - 1);
        int target = 1 + (source - 1 + distance) % bank.accounts();
        return new Transfer(number, sequence, source, target, 1 + random.nextInt(LARGEST_AMOUNT));
    }

    private void transfer(Session session, Transfer transfer) throws SQLException {
        issued(transfer);
        session.commit(transfer);
        var at = clock.instant();
        Optional<Lsn> flushed = Optional.empty();
        try {
            flushed = Optional.of(session.flushed());
        } finally {
            // confirmed it is, also when the server died before it told its position
            acknowledged(new Acknowledged(transfer, flushed, at));
        }
    }

    private synchronized void issued(Transfer transfer) {
        issued.add(transfer);
    }

    private synchronized void acknowledged(Acknowledged transfer) {
        acknowledged.add(transfer);
    }

    private synchronized void ended(Exception why) {
        end = why;
    }

    synchronized Optional<Exception> end() {
        return Optional.ofNullable(end);
    }

    synchronized int acknowledgedCount() {
        return acknowledged.size();
    }

    synchronized ClientLog log() {
        return new ClientLog(number, issued, acknowledged);
    }
}
