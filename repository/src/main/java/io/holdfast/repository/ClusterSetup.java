package io.holdfast.repository;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.MasterKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Creates a cluster in several repositories with one data key, so that its objects can be copied
 * between them. May be run again at any time: after a crash, with a repository more, or by several
 * processes at once.
 */
public final class ClusterSetup {
    private final ClusterId id;
    private final MasterKey master;
    private final RandomGenerator random;
    private final Instant now;

    /**
     * @param random a cryptographically strong source
     */
    public ClusterSetup(ClusterId id, MasterKey master, RandomGenerator random, Instant now) {
        this.id = id;
        this.master = master;
        this.random = random;
        this.now = now;
    }

    /** A repository, and the data key that it turned out to hold. */
    private record Settled(Repository repository, DataKey key) {}

    /**
     * Makes all repositories hold the cluster. Give all that the cluster has: a repository that is
     * left out cannot tell that it already has a key.
     *
     * @return in the order given; {@code KEY} error if two hold different data keys
     */
    public List<ClusterRepository> apply(List<Repository> repositories) {
        // the same order everywhere, so that the first repository decides between processes
        List<Repository> ordered =
                repositories.stream()
                        .sorted(Comparator.comparing(r -> r.info().repositoryId()))
                        .toList();
        Settled first = existing(ordered);
        DataKey candidate = first == null ? candidate(ordered) : first.key();
        for (Repository repository : ordered) {
            DataKey key = repository.keys(id).settle(candidate, master, random, now);
            if (first == null) {
                // perhaps another process was faster: its key is as good
                first = new Settled(repository, key);
                candidate = key;
            }
            requireSame(first, new Settled(repository, key));
        }
        return repositories.stream().map(r -> r.openCluster(id, master)).toList();
    }

    private @Nullable Settled existing(List<Repository> repositories) {
        Settled first = null;
        HoldfastException unreadable = null;
        for (Repository repository : repositories) {
            Optional<DataKey> key = Optional.empty();
            try {
                key = repository.dataKey(id, master);
            } catch (HoldfastException e) {
                if (!e.code().equals(ClusterKeys.MISSING)) {
                    throw e;
                }
                unreadable = e;
            }
            if (key.isPresent()) {
                Settled settled = new Settled(repository, key.get());
                first = first == null ? settled : first;
                requireSame(first, settled);
            }
        }
        if (first == null && unreadable != null) {
            throw unreadable;
        }
        return first;
    }

    private DataKey candidate(List<Repository> repositories) {
        return repositories.stream()
                .flatMap(repository -> repository.keys(id).unsettled(master).stream())
                .findFirst()
                .orElseGet(() -> DataKey.generate(random));
    }

    private void requireSame(Settled one, Settled other) {
        if (!one.key().id().equals(other.key().id())) {
            throw ClusterKeys.differ(
                    id,
                    "repository " + one.repository().name(),
                    one.key(),
                    "repository " + other.repository().name(),
                    other.key());
        }
    }
}
