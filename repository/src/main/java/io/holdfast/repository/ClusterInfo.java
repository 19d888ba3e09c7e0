package io.holdfast.repository;

import java.time.Instant;

/**
 * The content of {@code cluster.json}.
 *
 * @param keyId of the data key that writers of this cluster use, in every repository
 */
public record ClusterInfo(ClusterId clusterId, String keyId, Instant createdAt) {}
