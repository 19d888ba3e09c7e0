package io.holdfast.agent.repositories;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.ClusterSetup;
import io.holdfast.repository.Repository;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.settings.value.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The repositories of a configuration. Closing them closes their connections. */
public final class ConfiguredRepositories implements AutoCloseable {
    private final ClusterId cluster;
    private final Secret masterKey;
    private final RandomGenerator random;
    private final List<ConfiguredRepository> repositories;

    /**
     * @param random a cryptographically strong source
     */
    public ConfiguredRepositories(
            AgentConfig config, MeterRegistry meters, RandomGenerator random) {
        this(
                new ClusterId(config.cluster()),
                config.masterKey(),
                config.repositories(),
                meters,
                random);
    }

    /**
     * Without a configuration file: for a restore on a machine that has nothing else.
     *
     * @param random a cryptographically strong source
     */
    public ConfiguredRepositories(
            ClusterId cluster,
            Secret masterKey,
            List<RepositoryConfig> configs,
            MeterRegistry meters,
            RandomGenerator random) {
        this.cluster = cluster;
        this.masterKey = masterKey;
        this.random = random;
        this.repositories =
                configs.stream()
                        .map(
                                repository ->
                                        new ConfiguredRepository(
                                                repository, cluster, this::readKey, meters, random))
                        .toList();
    }

    private MasterKey readKey() {
        return MasterKey.parse(masterKey.read(), masterKey.toString());
    }

    /** In the order of the configuration. */
    public List<ConfiguredRepository> all() {
        return repositories;
    }

    /** The one of that name. */
    public ConfiguredRepository named(String name) {
        return repositories.stream()
                .filter(repository -> repository.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.USER,
                                        "repository-unknown",
                                        "the configuration has no repository '"
                                                + name
                                                + "', only "
                                                + names(),
                                        "Name one of the configured repositories."));
    }

    private String names() {
        return repositories.stream()
                .map(ConfiguredRepository::name)
                .collect(Collectors.joining(", "));
    }

    /** Makes every repository exist and hold the cluster, with one data key. */
    public List<ClusterRepository> setUp(Instant now) {
        List<Repository> created = repositories.stream().map(r -> r.create(now)).toList();
        return new ClusterSetup(cluster, readKey(), random, now).apply(created);
    }

    /** Those that can be opened now; fails as the first does if none can. */
    public List<ClusterRepository> reachable(
            java.util.function.Consumer<HoldfastException> failed) {
        List<ClusterRepository> opened = new java.util.ArrayList<>();
        List<HoldfastException> failures = new java.util.ArrayList<>();
        for (ConfiguredRepository repository : repositories) {
            try {
                opened.add(repository.open());
            } catch (HoldfastException e) {
                failures.add(e);
                failed.accept(e);
            }
        }
        if (opened.isEmpty()) {
            throw failures.getFirst();
        }
        return opened;
    }

    @Override
    public void close() {
        repositories.forEach(ConfiguredRepository::close);
    }
}
