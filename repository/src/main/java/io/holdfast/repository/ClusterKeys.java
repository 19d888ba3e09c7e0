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
import io.holdfast.repository.store.PutOutcome;
import java.time.Instant;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The data keys of one cluster in one repository. {@code cluster.json} names the one that counts,
 * and is put after it: of several processes that create the cluster at once, one decides.
 */
final class ClusterKeys {
    /** The code of the error that {@code cluster.json} names a key that is not there. */
    static final String MISSING = "data-key-missing";

    private static final String INFO = "cluster.json";
    private static final Pattern WRAP = Pattern.compile("keys/[0-9a-f]{16}/[0-9]{8}");

    private final String repository;
    private final ClusterId id;
    private final ObjectStore folder;

    ClusterKeys(String repository, ClusterId id, ObjectStore folder) {
        this.repository = repository;
        this.id = id;
        this.folder = folder;
    }

    private Optional<ClusterInfo> info() {
        return folder.get(INFO).map(json -> Json.read(INFO, json, ClusterInfo.class));
    }

    /** The key that {@code cluster.json} names; empty if the cluster does not live here. */
    Optional<DataKey> current(MasterKey master) {
        return info().map(info -> require(info.keyId(), master).get(info.keyId()));
    }

    /** All keys that the master key opens; empty if the cluster does not live here. */
    Optional<KeyRing> ring(MasterKey master) {
        return info().map(
                        info ->
                                KeyRing.of(
                                        id.value(),
                                        info.keyId(),
                                        require(info.keyId(), master).values()));
    }

    /** A key that was put here before its process died, and that nothing was written with yet. */
    Optional<DataKey> unsettled(MasterKey master) {
        return opened(new TreeSet<>(), master).values().stream().findFirst();
    }

    /**
     * Makes this the cluster's key here, unless there is one already.
     *
     * @return the key that counts
     */
    DataKey settle(DataKey key, MasterKey master, RandomGenerator random, Instant now) {
        Optional<ClusterInfo> there = info();
        if (there.isEmpty() || there.get().keyId().equals(key.id())) {
            putWrap(key, master, random, now);
        }
        // a crash here leaves a key that nothing was written with
        if (there.isEmpty()) {
            byte[] json = Json.write(new ClusterInfo(id, key.id(), now));
            folder.putIfAbsent(INFO, json, json.length);
        }
        return current(master).orElseThrow(this::unsettledStore);
    }

    private void putWrap(DataKey key, MasterKey master, RandomGenerator random, Instant now) {
        if (opened(namesOf(key.id()), master).containsKey(key.id())) {
            return;
        }
        byte[] wrap = Json.write(WrappedKey.wrap(key, master, id.value(), random, now));
        int number = 1;
        while (folder.putIfAbsent(name(key.id(), number), wrap, wrap.length)
                == PutOutcome.ALREADY_EXISTS) {
            number++;
        }
    }

    private static String name(String keyId, int number) {
        return String.format(Locale.ROOT, "keys/%s/%08d", keyId, number);
    }

    private NavigableMap<String, DataKey> require(String keyId, MasterKey master) {
        NavigableMap<String, DataKey> keys = opened(namesOf(keyId), master);
        if (keys.containsKey(keyId)) {
            return keys;
        }
        throw new HoldfastException(
                ErrorCategory.KEY,
                MISSING,
                "repository "
                        + repository
                        + " lacks data key "
                        + keyId
                        + " of cluster '"
                        + id
                        + "'",
                "Run 'holdfast init' with another repository of this cluster beside this one.");
    }

    /** The names of this key's wraps that a listing may not show yet. */
    private Set<String> namesOf(String keyId) {
        Set<String> names = new TreeSet<>();
        int number = 1;
        while (folder.size(name(keyId, number)).isPresent()) {
            names.add(name(keyId, number));
            number++;
        }
        return names;
    }

    /** Every key that the master key opens, by id; throws if there are keys and it opens none. */
    private NavigableMap<String, DataKey> opened(Set<String> names, MasterKey master) {
        for (ObjectInfo object : new Listing(folder, "keys/", "")) {
            if (WRAP.matcher(object.name()).matches()) {
                names.add(object.name());
            }
        }
        NavigableMap<String, DataKey> opened = new TreeMap<>();
        Set<String> otherMasters = new TreeSet<>();
        HoldfastException damage = null;
        for (String name : names) {
            WrappedKey wrap = read(name);
            if (!wrap.masterKey().equals(master.fingerprint())) {
                otherMasters.add(wrap.masterKey());
                continue;
            }
            try {
                opened.put(wrap.keyId(), wrap.unwrap(master, id.value()));
            } catch (HoldfastException e) {
                // another wrap may be whole
                damage = e;
            }
        }
        if (opened.isEmpty() && damage != null) {
            throw damage;
        }
        if (opened.isEmpty() && !otherMasters.isEmpty()) {
            throw wrongMaster(master, otherMasters);
        }
        return opened;
    }

    private WrappedKey read(String name) {
        byte[] json = folder.get(name).orElseThrow(this::unsettledStore);
        WrappedKey wrap = Json.read(name, json, WrappedKey.class);
        if (!name.startsWith("keys/" + wrap.keyId() + "/")) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "key-wrap-misplaced",
                    name + " holds data key " + wrap.keyId(),
                    "Find out who wrote to repository " + repository + ".");
        }
        return wrap;
    }

    private HoldfastException wrongMaster(MasterKey master, Set<String> others) {
        return new HoldfastException(
                ErrorCategory.KEY,
                "master-key-wrong",
                "cluster '"
                        + id
                        + "' in repository "
                        + repository
                        + " is locked with master key "
                        + String.join(" or ", others)
                        + ", and the one at hand is "
                        + master.fingerprint(),
                "Give the master key that was in use when the cluster was created here.");
    }

    private HoldfastException unsettledStore() {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "cluster-unsettled",
                "what was found of cluster '" + id + "' in repository " + repository + " is gone",
                "Try again; the store has not settled yet, or someone deletes from it.");
    }

    static HoldfastException differ(
            ClusterId id, String here, DataKey mine, String there, DataKey theirs) {
        return new HoldfastException(
                ErrorCategory.KEY,
                "data-keys-differ",
                "cluster '"
                        + id
                        + "' has data key "
                        + mine.id()
                        + " in "
                        + here
                        + ", and "
                        + theirs.id()
                        + " in "
                        + there,
                "Use an empty prefix for the newer one of the two; objects cannot be copied between"
                        + " them.");
    }
}
