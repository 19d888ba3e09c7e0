package io.holdfast.agent.capture;

import io.holdfast.repository.ClusterRepository;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A repository of the configuration, and its id as soon as it was opened once: an epoch records the
 * ids of all repositories that its writer may use, also of those that cannot be reached just now.
 */
final class ConfiguredRepository implements RepositoryOpener {
    private final RepositoryOpener opener;
    private volatile @Nullable UUID id;

    ConfiguredRepository(RepositoryOpener opener) {
        this.opener = opener;
    }

    @Override
    public String name() {
        return opener.name();
    }

    @Override
    public ClusterRepository open() {
        ClusterRepository repository = opener.open();
        id = repository.repositoryId();
        return repository;
    }

    /** Empty until it was opened. */
    Optional<UUID> id() {
        return Optional.ofNullable(id);
    }
}
