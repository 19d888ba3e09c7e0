package io.holdfast.agent.link;

import io.holdfast.agent.job.Telling;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Record;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a link as soon as the agent is enrolled, which may be while it runs. A database is
 * protected whether a control plane is told of it or not, so nothing that fails here stops the
 * agent.
 */
public final class Linking implements Telling, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.link");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Supplier<Optional<Link>> beginning;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<Link> link = Optional.empty();
    private String said = "";

    private Linking(Supplier<Optional<Link>> beginning) {
        this.beginning = beginning;
        // at once, so that what happens first is told
        begin();
        this.thread = Thread.ofVirtual().name("linking").start(this::run);
    }

    /**
     * @param beginning begins a link, or says that there is no control plane yet
     */
    public static Linking start(Supplier<Optional<Link>> beginning) {
        return new Linking(beginning);
    }

    private void run() {
        try {
            while (link.isEmpty() && !stopped.await(INTERVAL.toSeconds(), TimeUnit.SECONDS)) {
                begin();
            }
        } catch (InterruptedException e) {
            LOG.debug("no link is begun any more");
        }
    }

    private void begin() {
        try {
            link = beginning.get();
        } catch (HoldfastException e) {
            if (!e.code().equals(said)) {
                LOG.error("the agent works without its control plane: {}", e.advice());
                said = e.code();
            }
        }
    }

    /** How the link stands; empty while there is none. */
    public Optional<LinkStatus> status() {
        return link.map(Link::status);
    }

    @Override
    public boolean tell(Record.Builder record) {
        link.ifPresent(present -> present.tell(record));
        return link.isPresent();
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.ifPresent(Link::close);
    }
}
