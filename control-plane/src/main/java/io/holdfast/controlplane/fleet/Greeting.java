package io.holdfast.controlplane.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent says of itself when it connects.
 *
 * @param processId random, of its process
 * @param database empty while it has not reached its database
 * @param repositories that are configured, by name
 * @param clockAhead how far its clock is ahead of ours; negative if it is behind
 */
public record Greeting(
        String agentVersion,
        String processId,
        Optional<DatabaseFacts> database,
        Map<String, Place> repositories,
        Duration clockAhead) {
    public Greeting {
        repositories = Map.copyOf(repositories);
    }
}
