package io.holdfast.controlplane.lag;

/** What is lost at once. */
public enum Disaster {
    /** The database alone. */
    DATABASE,
    /** The database's region, with the repositories in it. */
    REGION,
    /** The database's provider, with its repositories. */
    PROVIDER;

    /** Whether a repository there certainly outlives this disaster of a database here. */
    boolean spares(FailureDomain repository, FailureDomain database) {
        return switch (this) {
            case DATABASE -> true;
            case REGION -> repository.isOutsideRegionOf(database);
            case PROVIDER -> repository.isOutsideProviderOf(database);
        };
    }
}
