package io.holdfast.repository.backup;

import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Repository;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PrefixedObjectStore;
import java.security.SecureRandom;
import java.time.Instant;

/** One cluster with one data key, in as many repositories as a test wants. */
public final class TestCluster {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ClusterId ID = new ClusterId("orders");

    private final MasterKey master = MasterKey.generate(RANDOM);
    private final DataKey dataKey = DataKey.generate(RANDOM);

    /** The cluster in a repository of this name, on this store. */
    public ClusterRepository in(String name, ObjectStore store) {
        return Repository.create(name, new PrefixedObjectStore(store, "p/"), RANDOM, NOW)
                .createCluster(ID, dataKey, master, NOW);
    }

    /** Where the cluster's objects are in the store. */
    public static String folder() {
        return "p/clusters/" + ID + "/";
    }
}
