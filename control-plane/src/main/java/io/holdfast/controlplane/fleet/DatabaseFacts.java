package io.holdfast.controlplane.fleet;

import java.util.Map;

/**
 * What an agent tells of its database.
 *
 * @param systemIdentifier PostgreSQL's, decimal
 * @param version {@code server_version_num}
 * @param settings that matter to recovery, as {@code SHOW} writes them
 */
public record DatabaseFacts(
        String systemIdentifier,
        int version,
        InstanceRole role,
        Map<String, String> settings,
        Place place) {
    public DatabaseFacts {
        settings = Map.copyOf(settings);
    }
}
