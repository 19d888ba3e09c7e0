package io.holdfast.repository.key;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The keys of one cluster, by id. Containers say which one they need. */
public record KeyRing(String clusterId, ClusterKey current, Map<String, ClusterKey> keys) {
    public KeyRing {
        keys = Map.copyOf(keys);
    }

    public static KeyRing of(String clusterId, ClusterKey key) {
        return new KeyRing(clusterId, key, Map.of(key.id(), key));
    }

    /** All of these data keys, of which {@code current} is for writing. */
    public static KeyRing of(String clusterId, String current, Collection<DataKey> dataKeys) {
        Map<String, ClusterKey> keys = new HashMap<>();
        for (DataKey dataKey : dataKeys) {
            keys.put(dataKey.id(), dataKey.clusterKey(clusterId));
        }
        ClusterKey key = keys.get(current);
        if (key == null) {
            throw new IllegalArgumentException("no data key " + current);
        }
        return new KeyRing(clusterId, key, keys);
    }

    /**
     * @param id 16 hexadecimal digits
     * @param name of the object that needs the key
     */
    public ClusterKey require(String id, String name) {
        ClusterKey key = keys.get(id);
        if (key == null) {
            throw new HoldfastException(
                    ErrorCategory.KEY,
                    "data-key-unknown",
                    name
                            + " of cluster "
                            + clusterId
                            + " needs data key "
                            + id
                            + ", which the master key at hand does not open",
                    "Give the master key under which this object was written. If it opens what lies"
                            + " beside it, the object is damaged, and another repository may hold it.");
        }
        return key;
    }
}
