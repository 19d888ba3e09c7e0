package io.holdfast.repository;

import java.time.Instant;

/** The content of {@code cluster.json}. */
public record ClusterInfo(ClusterId clusterId, Instant createdAt) {}
