package io.holdfast.agent.capture;

import io.holdfast.repository.ClusterRepository;

/** Opens the cluster in one configured repository. */
public interface RepositoryOpener {
    /** What the operator calls the repository. */
    String name();

    /** Opens it anew, with credentials read anew; fails as the store does. */
    ClusterRepository open();
}
