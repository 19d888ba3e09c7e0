package io.holdfast.agent.testing;

import io.holdfast.agent.capture.RepositoryOpener;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Repository;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.ObjectStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Repositories of one cluster over given stores, with one key. */
public final class Repositories {
    public static final ClusterId CLUSTER = new ClusterId("bank");

    private final SecureRandom random;
    private final MasterKey master;
    private final DataKey dataKey;
    private final List<RepositoryOpener> openers = new ArrayList<>();

    public Repositories() {
        this(new SecureRandom());
    }

    public Repositories(SecureRandom random) {
        this.random = random;
        this.master = MasterKey.generate(random);
        this.dataKey = DataKey.generate(random);
    }

    private Repositories(Repositories same) {
        this.random = same.random;
        this.master = same.master;
        this.dataKey = same.dataKey;
    }

    /** The same repositories, as another agent reaches them. */
    public Repositories over(ObjectStore... stores) {
        Repositories other = new Repositories(this);
        for (int each = 0; each < stores.length; each++) {
            other.openers.add(other.new Opener(openers.get(each).name(), stores[each]));
        }
        return other;
    }

    /** Adds a repository that holds the cluster. */
    public RepositoryOpener add(String name, ObjectStore store) {
        Repository repository = Repository.create(name, store, random, Instant.now());
        repository.createCluster(CLUSTER, dataKey, master, Instant.now());
        RepositoryOpener opener = new Opener(name, store);
        openers.add(opener);
        return opener;
    }

    public List<RepositoryOpener> openers() {
        return openers;
    }

    public ClusterRepository open(int index) {
        return openers.get(index).open();
    }

    private final class Opener implements RepositoryOpener {
        private final String name;
        private final ObjectStore store;

        Opener(String name, ObjectStore store) {
            this.name = name;
            this.store = store;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public ClusterRepository open() {
            return Repository.open(name, store, random).openCluster(CLUSTER, master);
        }
    }
}
