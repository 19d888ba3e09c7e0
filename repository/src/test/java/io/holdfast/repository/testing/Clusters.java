package io.holdfast.repository.testing;

import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Repository;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.ObjectStore;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Clusters with keys that are the same in every run. */
public final class Clusters {
    public static final ClusterId ID = new ClusterId("orders");
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    private Clusters() {}

    public static KeyRing ring(long seed, String clusterId) {
        DataKey key = DataKey.generate(new SplittableRandom(seed));
        return KeyRing.of(clusterId, key.clusterKey(clusterId));
    }

    /** The cluster {@link #ID} in this store; stores of the same seed share its data key. */
    public static ClusterRepository in(ObjectStore store, String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        MasterKey master = MasterKey.generate(random);
        DataKey key = DataKey.generate(random);
        return Repository.create(name, store, random, NOW).createCluster(ID, key, master, NOW);
    }
}
