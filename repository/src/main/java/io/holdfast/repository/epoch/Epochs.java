package io.holdfast.repository.epoch;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The epochs of a cluster that one repository holds. */
public final class Epochs {
    private static final String FOLDER = "epochs/";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{8}");

    private final ClusterRepository repository;

    public Epochs(ClusterRepository repository) {
        this.repository = repository;
    }

    /** The object's name. */
    public static String name(int epoch) {
        return FOLDER + number(epoch);
    }

    /** Eight decimal digits. */
    public static String number(int epoch) {
        return String.format(Locale.ROOT, "%08d", epoch);
    }

    /** The epoch, or empty if this repository does not hold it. */
    public Optional<EpochRecord> find(int epoch) {
        return repository
                .getRecord(ContainerKind.EPOCH, name(epoch), EpochRecord.class)
                .map(record -> fitting(epoch, record));
    }

    private EpochRecord fitting(int epoch, EpochRecord record) {
        if (record.epoch() != epoch || !record.clusterId().equals(repository.clusterId().value())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "epoch-misplaced",
                    name(epoch)
                            + " of cluster "
                            + repository.clusterId()
                            + " holds epoch "
                            + record.epoch()
                            + " of cluster "
                            + record.clusterId(),
                    "Restore from another repository, and find out who wrote here.");
        }
        return record;
    }

    /** All epochs, by number. A listing tells where to look, probing tells where they end. */
    public NavigableMap<Integer, EpochRecord> all() {
        NavigableMap<Integer, EpochRecord> epochs = new TreeMap<>();
        for (ObjectInfo object : new Listing(repository.store(), FOLDER, "")) {
            String name = object.name().substring(FOLDER.length());
            if (!NUMBER.matcher(name).matches()) {
                // a later version may keep more here
                continue;
            }
            int number = Integer.parseInt(name);
            find(number).ifPresent(epoch -> epochs.put(number, epoch));
        }
        int next = epochs.isEmpty() ? 1 : epochs.lastKey() + 1;
        for (Optional<EpochRecord> more = find(next); more.isPresent(); more = find(next)) {
            epochs.put(next, more.get());
            next++;
        }
        return epochs;
    }

    /** Puts an epoch; {@link Placed.Other} means that another writer has the number. */
    public Placed put(EpochRecord epoch) {
        return repository.putRecord(ContainerKind.EPOCH, name(epoch.epoch()), epoch);
    }
}
