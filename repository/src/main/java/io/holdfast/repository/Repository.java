package io.holdfast.repository;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.Compression;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PrefixedObjectStore;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A bucket (or directory) and prefix that bears {@code holdfast.json}. Does not close the store.
 *
 * @param name what the operator calls it
 * @param random a cryptographically strong source
 */
public record Repository(
        String name, RepositoryInfo info, ObjectStore store, RandomGenerator random) {
    /** The version of the format that this code writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    private static final String INFO = "holdfast.json";

    /** Opens a repository, creating it where there is none. */
    public static Repository create(
            String name, ObjectStore store, RandomGenerator random, Instant now) {
        byte[] mine = Json.write(new RepositoryInfo(FORMAT, UUID.randomUUID(), now));
        // Whoever comes first wins; what is there is read back by everyone.
        store.putIfAbsent(INFO, mine, mine.length);
        return open(name, store, random);
    }

    /** Opens a repository that must exist. */
    public static Repository open(String name, ObjectStore store, RandomGenerator random) {
        byte[] json =
                store.get(INFO)
                        .orElseThrow(
                                () ->
                                        new HoldfastException(
                                                ErrorCategory.NOT_FOUND,
                                                "repository-not-initialised",
                                                "there is no repository at " + store.describe(),
                                                "Run 'holdfast init', or check bucket and prefix."));
        int format = Json.read(INFO, json, Format.class).format();
        if (format > FORMAT) {
            throw new HoldfastException(
                    ErrorCategory.REPOSITORY,
                    "repository-format-too-new",
                    "repository "
                            + name
                            + " has format "
                            + format
                            + ", and this version reads up to "
                            + FORMAT,
                    "Use the version of Holdfast that wrote it, or a newer one.");
        }
        return new Repository(name, Json.read(INFO, json, RepositoryInfo.class), store, random);
    }

    /** Read first: a newer format may have changed everything else. */
    private record Format(int format) {}

    /** The clusters that live here. */
    public TreeSet<String> clusterIds() {
        TreeSet<String> ids = new TreeSet<>();
        String after = "";
        while (true) {
            var page = store.list("clusters/", after);
            if (page.objects().isEmpty()) {
                return ids;
            }
            String id = page.objects().getFirst().name().split("/", -1)[1];
            ids.add(id);
            // '0' follows '/' in ASCII: skips everything of this cluster
            after = "clusters/" + id + "0";
        }
    }

    /**
     * Makes this repository hold the cluster with this data key. Succeeds if it already does, with
     * the same key. For several repositories, see {@link ClusterSetup}.
     */
    public ClusterRepository createCluster(
            ClusterId id, DataKey dataKey, MasterKey master, Instant now) {
        DataKey settled = keys(id).settle(dataKey, master, random, now);
        if (!settled.id().equals(dataKey.id())) {
            throw ClusterKeys.differ(id, "repository " + name, settled, "the call", dataKey);
        }
        return openCluster(id, master);
    }

    /** The cluster's data key, if the cluster lives here. */
    public Optional<DataKey> dataKey(ClusterId id, MasterKey master) {
        return keys(id).current(master);
    }

    /** Opens a cluster that must live here. */
    public ClusterRepository openCluster(ClusterId id, MasterKey master) {
        Compression.requireLoaded();
        KeyRing ring =
                keys(id).ring(master)
                        .orElseThrow(
                                () ->
                                        new HoldfastException(
                                                ErrorCategory.NOT_FOUND,
                                                "cluster-not-found",
                                                "repository "
                                                        + name
                                                        + " holds no cluster '"
                                                        + id
                                                        + "', only "
                                                        + clusterIds(),
                                                "Check the cluster id, or run 'holdfast init' for a"
                                                        + " new cluster."));
        return new ClusterRepository(name, info.repositoryId(), id, folder(id), ring, random);
    }

    ClusterKeys keys(ClusterId id) {
        return new ClusterKeys(name, id, folder(id));
    }

    private ObjectStore folder(ClusterId id) {
        return new PrefixedObjectStore(store, "clusters/" + id + "/");
    }
}
