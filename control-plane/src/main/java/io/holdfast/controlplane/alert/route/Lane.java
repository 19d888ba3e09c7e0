package io.holdfast.controlplane.alert.route;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices on their way along one route, in their order, each until it is taken or refused. Nobody
 * waits for a receiver that is away but its own lane. For any thread.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.alert");
    private static final int MOST_WAITING = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String name;
    private final Route route;
    private final InstantSource clock;
    private final Deque<Notice> waiting = new ArrayDeque<>();
    private final Thread thread;
    private Optional<Instant> deliveredAt = Optional.empty();
    private String failure = "";

    Lane(String name, Route route, InstantSource clock) {
        this.name = name;
        this.route = route;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("route " + name).start(this::run);
    }

    /** Sends it behind all others. Never blocks. */
    synchronized void add(Notice notice) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.pollFirst();
            LOG.error("route {} is away for so long that a notice is lost", name);
        }
        waiting.addLast(notice);
        notifyAll();
    }

    private synchronized Notice first() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.getFirst();
    }

    private void run() {
        try {
            Duration pause = FIRST_PAUSE;
            while (true) {
                Notice notice = first();
                if (sent(notice)) {
                    pause = FIRST_PAUSE;
                    remove(notice);
                } else {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2);
                    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("route {} is closed", name);
        }
    }

    private synchronized void remove(Notice notice) {
        // it may have been dropped meanwhile
        waiting.remove(notice);
    }

    /** Whether it is done with, one way or the other. */
    private boolean sent(Notice notice) throws InterruptedException {
        try {
            route.send(notice);
            delivered();
            return true;
        } catch (Route.Refused e) {
            failed(e);
            LOG.error("route {} refuses a notice, which is lost: {}", name, e.getMessage());
            return true;
        } catch (HoldfastException e) {
            failed(new IOException(e.getMessage(), e));
            return false;
        } catch (IOException e) {
            if (failed(e)) {
                LOG.warn("route {} does not take a notice, which is sent again: {}", name, e + "");
            }
            return false;
        } catch (RuntimeException e) {
            failed(new IOException("unexpected: " + e, e));
            LOG.error("route {} fails, and a notice is lost", name, e);
            return true;
        }
    }

    private synchronized void delivered() {
        deliveredAt = Optional.of(clock.instant());
        failure = "";
    }

    private synchronized boolean failed(IOException e) {
        boolean isNews = failure.isEmpty();
        failure = String.valueOf(e.getMessage() == null ? e.toString() : e.getMessage());
        return isNews;
    }

    synchronized Optional<Instant> deliveredAt() {
        return deliveredAt;
    }

    /** Why the newest notice is not taken; empty if it is. */
    synchronized String failure() {
        return failure;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
