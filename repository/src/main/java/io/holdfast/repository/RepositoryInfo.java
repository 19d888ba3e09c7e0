package io.holdfast.repository;

import java.time.Instant;
import java.util.UUID;

/** The content of {@code holdfast.json}. */
public record RepositoryInfo(int format, UUID repositoryId, Instant createdAt) {}
