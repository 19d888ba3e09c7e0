package io.holdfast.repository;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.key.WrappedKey;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
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
        RepositoryInfo info = Json.read(INFO, json, RepositoryInfo.class);
        if (info.format() > FORMAT) {
            throw new HoldfastException(
                    ErrorCategory.REPOSITORY,
                    "repository-format-too-new",
                    "repository "
                            + name
                            + " has format "
                            + info.format()
                            + ", and this version reads up to "
                            + FORMAT,
                    "Use the version of Holdfast that wrote it, or a newer one.");
        }
        return new Repository(name, info, store, random);
    }

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
     * the same key.
     */
    public ClusterRepository createCluster(
            ClusterId id, DataKey dataKey, MasterKey master, Instant now) {
        ObjectStore folder = folder(id);
        byte[] cluster = Json.write(new ClusterInfo(id, now));
        folder.putIfAbsent("cluster.json", cluster, cluster.length);
        if (findDataKey(folder, id, master).isEmpty()) {
            byte[] wrap = Json.write(WrappedKey.wrap(dataKey, master, id.value(), random, now));
            String name = "keys/" + dataKey.id() + "/00000001";
            folder.putIfAbsent(name, wrap, wrap.length);
        }
        return openCluster(id, master);
    }

    /** The cluster's data key, if the cluster lives here. */
    public Optional<DataKey> dataKey(ClusterId id, MasterKey master) {
        return findDataKey(folder(id), id, master);
    }

    /** Opens a cluster that must live here. */
    public ClusterRepository openCluster(ClusterId id, MasterKey master) {
        ObjectStore folder = folder(id);
        if (folder.get("cluster.json").isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "cluster-not-found",
                    "repository " + name + " holds no cluster '" + id + "', only " + clusterIds(),
                    "Check the cluster id, or run 'holdfast init' for a new cluster.");
        }
        DataKey key =
                findDataKey(folder, id, master)
                        .orElseThrow(
                                () ->
                                        new HoldfastException(
                                                ErrorCategory.KEY,
                                                "data-key-missing",
                                                "repository "
                                                        + name
                                                        + " holds no key of cluster '"
                                                        + id
                                                        + "'",
                                                "Run 'holdfast init' again; it was interrupted."));
        KeyRing ring = KeyRing.of(id.value(), key.clusterKey(id.value()));
        return new ClusterRepository(name, info.repositoryId(), id, folder, ring, random);
    }

    private ObjectStore folder(ClusterId id) {
        return new PrefixedObjectStore(store, "clusters/" + id + "/");
    }

    private Optional<DataKey> findDataKey(ObjectStore folder, ClusterId id, MasterKey master) {
        TreeSet<String> others = new TreeSet<>();
        for (ObjectInfo object : new Listing(folder, "keys/", "")) {
            Optional<byte[]> json = folder.get(object.name());
            if (json.isEmpty()) {
                continue;
            }
            WrappedKey wrap = Json.read(object.name(), json.get(), WrappedKey.class);
            if (wrap.masterKey().equals(master.fingerprint())) {
                return Optional.of(wrap.unwrap(master, id.value()));
            }
            others.add(wrap.masterKey());
        }
        if (!others.isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.KEY,
                    "master-key-wrong",
                    "cluster '"
                            + id
                            + "' in repository "
                            + name
                            + " is locked with master key "
                            + String.join(" or ", others)
                            + ", and the one at hand is "
                            + master.fingerprint(),
                    "Give the master key that was in use when the cluster was created here.");
        }
        return Optional.empty();
    }
}
