package io.holdfast.repository.backup.write;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;

/** A repository that left the run; it is to be filled by a raw copy from another one. */
public record LeftRepository(ClusterRepository repository, HoldfastException reason) {}
