package io.holdfast.repository.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import java.util.Comparator;
import java.util.List;

/** The repositories of one backup: the same bytes must be good for all of them. */
public final class RepositorySet {
    private RepositorySet() {}

    /** In this order intents are put, so that two runs of one id meet in the first repository. */
    public static List<ClusterRepository> ordered(List<ClusterRepository> repositories) {
        return repositories.stream()
                .sorted(Comparator.comparing(r -> r.repositoryId().toString()))
                .toList();
    }

    /** Refuses repositories whose cluster or data key differ (T63). */
    public static void requireOneKey(List<ClusterRepository> repositories) {
        ClusterRepository first = repositories.getFirst();
        for (ClusterRepository other : repositories) {
            if (!identity(first).equals(identity(other))) {
                throw new HoldfastException(
                        ErrorCategory.CONFIGURATION,
                        "backup-keys-differ",
                        "repository "
                                + first.name()
                                + " is encrypted with "
                                + identity(first)
                                + ", and repository "
                                + other.name()
                                + " with "
                                + identity(other),
                        "Give all repositories of the cluster the same data key: run 'holdfast"
                                + " init' with both of them.");
            }
        }
    }

    private static String identity(ClusterRepository repository) {
        return "data key "
                + repository.keys().current().id()
                + " of cluster "
                + repository.clusterId();
    }
}
