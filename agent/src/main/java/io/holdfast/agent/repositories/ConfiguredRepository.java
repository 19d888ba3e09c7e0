package io.holdfast.agent.repositories;

import io.holdfast.agent.capture.RepositoryOpener;
import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Repository;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.MeteredObjectStore;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.RetryPolicy;
import io.holdfast.repository.store.RetryTiming;
import io.holdfast.repository.store.RetryingObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One repository of the configuration, with its connections. */
public final class ConfiguredRepository implements RepositoryOpener, AutoCloseable {
    private static final Duration RETRY_DEADLINE = Duration.ofSeconds(45);

    private final RepositoryConfig config;
    private final ProbeableStore bare;
    private final ObjectStore store;
    private final ClusterId cluster;
    private final Supplier<MasterKey> masterKey;
    private final RandomGenerator random;

    ConfiguredRepository(
            RepositoryConfig config,
            ClusterId cluster,
            Supplier<MasterKey> masterKey,
            MeterRegistry meters,
            RandomGenerator random) {
        this.config = config;
        this.cluster = cluster;
        this.masterKey = masterKey;
        this.random = random;
        this.bare = Stores.open(config);
        MeteredObjectStore metered = new MeteredObjectStore(bare, config.name(), meters);
        this.store =
                new RetryingObjectStore(
                        metered,
                        RetryPolicy.within(RETRY_DEADLINE),
                        RetryTiming.system(random),
                        metered.retries());
    }

    @Override
    public String name() {
        return config.name();
    }

    public RepositoryConfig config() {
        return config;
    }

    /** The store as the settings describe it, for probing. */
    public ProbeableStore bare() {
        return bare;
    }

    @Override
    public ClusterRepository open() {
        return Repository.open(name(), store, random).openCluster(cluster, masterKey.get());
    }

    /** Opens the repository, creating it where there is none; the cluster is not touched. */
    public Repository create(Instant now) {
        return Repository.create(name(), store, random, now);
    }

    @Override
    public void close() {
        store.close();
    }
}
