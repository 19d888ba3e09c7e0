package io.holdfast.controlplane.link;

import io.holdfast.controlplane.certificate.AgentName;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents that are connected to this process, one stream each. For any thread. */
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.link");

    /**
     * An agent whose connection was cut may come back before its old stream is known to be dead.
     */
    private static final Duration SILENT = Duration.ofSeconds(3);

    private static final Duration STAY_AWAY = Duration.ofSeconds(30);

    private final Map<AgentName, AgentStream> streams = new ConcurrentHashMap<>();

    /** A new stream ends an older one of the same identity. */
    void add(AgentStream stream, long now) {
        AgentStream older = streams.put(stream.name(), stream);
        if (older != null) {
            boolean isAlive = now - older.heardAt() < SILENT.toNanos();
            if (isAlive && older.isWelcome()) {
                LOG.warn(
                        "two processes speak as {}: its identity was copied, or a connection of it"
                                + " hangs; if it is the former, revoke it and enrol both anew",
                        stream.name());
            }
            older.dismiss(STAY_AWAY, "another connection speaks with this identity");
        }
    }

    void remove(AgentStream stream) {
        streams.remove(stream.name(), stream);
    }

    Collection<AgentStream> all() {
        return streams.values();
    }

    int count() {
        return streams.size();
    }
}
