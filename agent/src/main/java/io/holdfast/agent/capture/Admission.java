package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Tips;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a repository may join a session that has begun without it. What was written there
 * behind the session's back is never passed over: the survey of the next session decides about it.
 */
final class Admission {
    private final NavigableMap<EpochId, EpochRecord> known;
    private final EpochRecord own;
    private final Encounters encounters;
    private volatile boolean isOutdated;
    private volatile @Nullable UUID late;

    /**
     * @param known the epochs that the session has seen, with its own
     */
    Admission(NavigableMap<EpochId, EpochRecord> known, EpochRecord own, Encounters encounters) {
        this.known = known;
        this.own = own;
        this.encounters = encounters;
    }

    /** Whether the session should end, so that the next one sees what this one could not. */
    boolean isOutdated() {
        UUID repository = late;
        return isOutdated || (repository != null && encounters.isNews(repository));
    }

    /**
     * Lets the repository join. It is looked at before anything is put there, and again when its
     * record of this epoch is: of two writers who look after they put, one sees the other.
     *
     * @return how far it holds the epoch's own WAL
     * @throws HoldfastException {@code epoch-conflict}, {@code epoch-unseen}: as {@link #check}
     */
    Lsn admit(ClusterRepository repository, Joining joining) {
        Epochs epochs = new Epochs(repository);
        NavigableMap<EpochId, EpochRecord> held = epochs.all();
        check(repository, held);
        Lsn position = joining.join(repository, held);
        if (!held.containsKey(own.epoch())) {
            check(repository, epochs.all());
        }
        return position;
    }

    /**
     * The repository takes this epoch's WAL. If it was out of reach when the epoch was taken, an
     * older writer may have been left open there alone, and nothing can be acknowledged: the next
     * session finds it sealed.
     */
    void joined(ClusterRepository repository) {
        UUID id = repository.repositoryId();
        if (!own.acknowledges() && !own.takenIn().contains(id)) {
            late = id;
        }
    }

    /**
     * Refuses the repository.
     *
     * @param held the epochs in it
     * @throws HoldfastException {@code epoch-conflict} if another instance writes there; {@code
     *     epoch-unseen} if this session must end before the repository can be used
     */
    private void check(ClusterRepository repository, NavigableMap<EpochId, EpochRecord> held) {
        if (!own.repositories().contains(repository.repositoryId())) {
            // whoever takes over looks where the epoch says that its writer writes
            isOutdated = true;
            throw unseen(
                    "epoch "
                            + own.epoch()
                            + " was taken before repository "
                            + repository.name()
                            + " could be read");
        }
        unknownTip(known, own, held).ifPresent(tip -> refuse(repository, tip));
    }

    /** What somebody else has begun to write, unless this epoch was continued or closed. */
    static Optional<EpochRecord> unknownTip(
            NavigableMap<EpochId, EpochRecord> known,
            EpochRecord own,
            NavigableMap<EpochId, EpochRecord> held) {
        NavigableMap<EpochId, EpochRecord> all = new TreeMap<>(known);
        all.putAll(held);
        List<EpochRecord> open = Tips.open(all);
        if (!open.contains(own)) {
            // somebody has taken over, and sealed this epoch: the first piece meets the seal
            return Optional.empty();
        }
        return open.stream().filter(tip -> !known.containsKey(tip.epoch())).findFirst();
    }

    private void refuse(ClusterRepository repository, EpochRecord unknown) {
        String what = unseen(repository, unknown, own);
        if (!unknown.instance().equals(own.instance())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "epoch-conflict",
                    what,
                    "Decide which instance is the right one and run 'holdfast adopt' there.");
        }
        if (encounters.isNews(unknown.epoch())) {
            isOutdated = true;
        }
        throw unseen(what);
    }

    static String unseen(ClusterRepository repository, EpochRecord unknown, EpochRecord own) {
        return "repository "
                + repository.name()
                + " holds epoch "
                + unknown.epoch()
                + " of instance "
                + unknown.instance()
                + ", which epoch "
                + own.epoch()
                + " of instance "
                + own.instance()
                + " does not know";
    }

    static HoldfastException unseen(String what) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "epoch-unseen",
                what,
                "Wait; capture begins again by itself and takes the repository in.");
    }
}
