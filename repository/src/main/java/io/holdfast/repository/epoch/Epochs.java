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
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The epochs of a cluster that one repository holds. */
public final class Epochs {
    private static final String FOLDER = "epochs/";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{8}");

    private final ClusterRepository repository;

    public Epochs(ClusterRepository repository) {
        this.repository = repository;
    }

    /** Where whoever takes this number in a repository puts the epoch. */
    public static String claim(int number) {
        return FOLDER + String.format(Locale.ROOT, "%08d", number);
    }

    /** Where an epoch stands that was taken elsewhere, if the number is claimed by another. */
    static String aside(EpochId epoch) {
        return FOLDER + epoch;
    }

    /** The epoch that claims this number here; empty if none does. */
    private Optional<EpochRecord> claimant(int number) {
        return read(claim(number), record -> record.epoch().number() == number);
    }

    private Optional<EpochRecord> besides(EpochId epoch) {
        return read(aside(epoch), record -> record.epoch().equals(epoch));
    }

    private Optional<EpochRecord> read(String name, Predicate<EpochRecord> fits) {
        return repository
                .getRecord(ContainerKind.EPOCH, name, EpochRecord.class)
                .map(record -> fitting(name, record, fits));
    }

    private EpochRecord fitting(String name, EpochRecord record, Predicate<EpochRecord> fits) {
        EpochId own = EpochId.of(record.epoch().number(), record.writer());
        if (!fits.test(record)
                || !own.equals(record.epoch())
                || !record.clusterId().equals(repository.clusterId().value())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "epoch-misplaced",
                    name
                            + " of cluster "
                            + repository.clusterId()
                            + " holds epoch "
                            + record.epoch()
                            + " of writer "
                            + record.writer()
                            + " and cluster "
                            + record.clusterId(),
                    "Restore from another repository, and find out who wrote here.");
        }
        return record;
    }

    /** All epochs. A listing tells where to look, probing tells where the numbers end. */
    public NavigableMap<EpochId, EpochRecord> all() {
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
        for (ObjectInfo object : new Listing(repository.store(), FOLDER, "")) {
            String name = object.name().substring(FOLDER.length());
            if (NUMBER.matcher(name).matches()) {
                claimant(Integer.parseInt(name)).ifPresent(e -> epochs.put(e.epoch(), e));
            } else if (EpochId.isValid(name)) {
                besides(EpochId.parse(name)).ifPresent(e -> epochs.put(e.epoch(), e));
            }
            // a later version may keep more here
        }
        int next = epochs.isEmpty() ? 1 : epochs.lastKey().number() + 1;
        for (Optional<EpochRecord> more = claimant(next); more.isPresent(); more = claimant(next)) {
            epochs.put(more.get().epoch(), more.get());
            next++;
        }
        return epochs;
    }

    /**
     * Puts an epoch that was taken elsewhere: where its number is claimed by another, beside it.
     */
    public Placed bring(EpochRecord epoch) {
        Placed claimed = put(epoch);
        return claimed instanceof Placed.Other
                ? repository.putRecord(ContainerKind.EPOCH, aside(epoch.epoch()), epoch)
                : claimed;
    }

    /**
     * Takes an epoch in this repository; {@link Placed.Other} means that another writer has the
     * number here.
     */
    public Placed put(EpochRecord epoch) {
        return repository.putRecord(ContainerKind.EPOCH, claim(epoch.epoch().number()), epoch);
    }
}
