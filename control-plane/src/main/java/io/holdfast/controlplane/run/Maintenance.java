package io.holdfast.controlplane.run;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done in the database every few minutes, whether anybody calls or not. */
final class Maintenance implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration INTERVAL = Duration.ofMinutes(3);

    private final List<Runnable> works;

    Maintenance(List<Runnable> works) {
        this.works = works;
    }

    @Override
    public void run() {
        try {
            while (true) {
                works.forEach(Maintenance::once);
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            LOG.debug("the maintenance ends");
        }
    }

    // What fails once is tried again the next time, and keeps nothing else from being done.
    private static void once(Runnable work) {
        try {
            work.run();
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.TRANSIENT) {
                LOG.info("maintenance is put off: {}", e.advice());
            } else {
                LOG.error("maintenance failed", e);
            }
        } catch (RuntimeException e) {
            LOG.error("maintenance failed", e);
        }
    }
}
