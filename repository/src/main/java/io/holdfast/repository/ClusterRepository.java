package io.holdfast.repository;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.ContainerHeader;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerReader;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.container.SealedContainer;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.store.ObjectStore;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One cluster in one repository: its objects by name, sealed on the way in and checked on the way
 * out. For any number of threads; calls block.
 *
 * @param name of the repository
 * @param store the cluster's own folder
 */
public record ClusterRepository(
        String name,
        UUID repositoryId,
        ClusterId clusterId,
        ObjectStore store,
        KeyRing keys,
        RandomGenerator random) {
    private static final Set<ContainerKind> ANY = EnumSet.allOf(ContainerKind.class);

    /**
     * The level at which a new writer compresses; one that is pressed for time may ask for less.
     */
    public static final int ZSTD_LEVEL = 3;

    /** A writer of this cluster's containers; the caller closes it. */
    public ContainerWriter writer() {
        return new ContainerWriter(keys, random, ZSTD_LEVEL);
    }

    /** A reader of this cluster's containers; the caller closes it. */
    public ContainerReader reader() {
        return new ContainerReader(keys);
    }

    /** Puts a container; a name that is taken is looked at. */
    public Placed put(SealedContainer container) {
        return switch (store.putIfAbsent(container.name(), container.bytes(), container.length())) {
            case CREATED -> new Placed.Created();
            case ALREADY_EXISTS ->
                    compare(container.name(), container.kind(), container.plainSha256());
        };
    }

    /**
     * Puts an object of another repository of the same cluster, as it is.
     *
     * @param header of that object, checked
     */
    public Placed putRaw(ContainerHeader header, byte[] bytes) {
        return switch (store.putIfAbsent(header.name(), bytes, bytes.length)) {
            case CREATED -> new Placed.Created();
            case ALREADY_EXISTS -> compare(header.name(), header.kind(), header.plainSha256());
        };
    }

    private Placed compare(String objectName, ContainerKind kind, byte[] plainSha256) {
        ContainerHeader theirs =
                header(objectName, ANY)
                        .orElseThrow(
                                () ->
                                        new HoldfastException(
                                                ErrorCategory.TRANSIENT,
                                                "object-taken-but-absent",
                                                objectName
                                                        + " in repository "
                                                        + name
                                                        + " is taken, and cannot be read",
                                                "Wait; the store has not settled yet."));
        boolean same = theirs.kind() == kind && Arrays.equals(theirs.plainSha256(), plainSha256);
        return same ? new Placed.Same() : new Placed.Other(theirs);
    }

    /** Seals and puts a record as JSON. */
    public Placed putRecord(ContainerKind kind, String objectName, Object value) {
        return put(kind, objectName, Json.write(value));
    }

    /** Seals and puts content that is at hand, without metadata. */
    public Placed put(ContainerKind kind, String objectName, byte[] plain) {
        try (ContainerWriter writer = writer()) {
            return put(writer.seal(kind, objectName, new byte[0], plain, 0, plain.length));
        }
    }

    /** The whole object, checked; empty if the name is free. */
    public Optional<OpenedContainer> get(String objectName, Set<ContainerKind> allowed) {
        Optional<byte[]> bytes = store.get(objectName);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try (ContainerReader reader = reader()) {
            return Optional.of(reader.open(objectName, allowed, bytes.get()));
        }
    }

    /** The record that the object holds; empty if the name is free. */
    public <T> Optional<T> getRecord(ContainerKind kind, String objectName, Class<T> type) {
        return get(objectName, EnumSet.of(kind))
                .map(opened -> Json.read(objectName, opened.plain(), type));
    }

    /** The object's header, checked; empty if the name is free. */
    public Optional<ContainerHeader> header(String objectName, Set<ContainerKind> allowed) {
        Optional<byte[]> bytes = store.get(objectName, 0, ContainerReader.HEADER_READ_BYTES);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try (ContainerReader reader = reader()) {
            return Optional.of(reader.header(objectName, allowed, bytes.get()));
        }
    }

    @Override
    public String toString() {
        return name + ":" + clusterId;
    }
}
