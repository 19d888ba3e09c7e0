package io.holdfast.controlplane.lag;

/** How a repository stands with the agent that writes to it. */
public enum RepositoryState {
    JOINING,
    COUNTED,
    SUSPENDED,
    /** Not used any more: what is in it cannot be relied on. */
    LOST
}
