package io.holdfast.repository.container;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.key.ClusterKey;
import io.holdfast.repository.key.Derivation;
import javax.crypto.SecretKey;

/** Derives the keys of one container from the cluster's keys, its salt, kind and name. */
final class ObjectKeys {
    private ObjectKeys() {}

    static SecretKey header(
            ClusterKey key, String clusterId, ContainerKind kind, String name, byte[] salt) {
        return Derivation.derive(key.catalog(), salt, info("header", clusterId, kind, name));
    }

    static SecretKey frames(
            ClusterKey key, String clusterId, ContainerKind kind, String name, byte[] salt) {
        return Derivation.derive(
                classKey(key, kind, name), salt, info("frames", clusterId, kind, name));
    }

    private static SecretKey classKey(ClusterKey key, ContainerKind kind, String name) {
        return switch (kind.keyClass()) {
            case CATALOG -> key.catalog();
            case CONTENT -> {
                if (key.content() == null) {
                    throw new HoldfastException(
                            ErrorCategory.KEY,
                            "content-key-missing",
                            name + " holds content, and only the catalog key is at hand",
                            "Run this where the master key is.");
                }
                yield key.content();
            }
        };
    }

    private static String info(String use, String clusterId, ContainerKind kind, String name) {
        return "holdfast/1/" + use + "|" + kind.code() + "|" + clusterId + "|" + name;
    }
}
