package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.config.AlertsConfig.HeartbeatConfig;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.value.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says outside that alerts are judged: whoever hears it raises the alarm when it is not said. A
 * process that runs and judges nothing any more says nothing.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.alert");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final HeartbeatConfig config;
    private final Supplier<Instant> judgedAt;
    private final InstantSource clock;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Optional<Thread> thread;
    private boolean hasFailed;

    private Heartbeat(HeartbeatConfig config, Supplier<Instant> judgedAt, InstantSource clock) {
        this.config = config;
        this.judgedAt = judgedAt;
        this.clock = clock;
        this.thread =
                Optional.ofNullable(config.url())
                        .map(url -> Thread.ofVirtual().name("heartbeat").start(() -> beat(url)));
    }

    /**
     * @param judgedAt when alerts were judged last
     */
    public static Heartbeat start(
            HeartbeatConfig config, Supplier<Instant> judgedAt, InstantSource clock) {
        return new Heartbeat(config, judgedAt, clock);
    }

    private void beat(Secret url) {
        try {
            while (true) {
                if (clock.instant().isBefore(judgedAt.get().plus(FRESH))) {
                    once(url);
                }
                Thread.sleep(config.interval());
            }
        } catch (InterruptedException e) {
            LOG.debug("no more signs of life");
        }
    }

    private void once(Secret url) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url.read())).timeout(TIMEOUT).GET().build();
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IOException("it answered with HTTP " + status);
            }
            hasFailed = false;
        } catch (IOException | IllegalArgumentException | HoldfastException e) {
            if (!hasFailed) {
                // not the URL: it may be a secret
                LOG.warn("the control plane's sign of life is not heard: {}", e.getClass() + "");
            }
            hasFailed = true;
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
        client.close();
    }
}
