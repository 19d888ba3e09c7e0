package io.holdfast.agent.fill;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.copy.CopyOutcome;
import io.holdfast.repository.backup.copy.CopyPace;
import io.holdfast.repository.backup.copy.RawCopy;
import io.holdfast.repository.backup.copy.ReadyCopy;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one backup at a time, one object of at most 16 MiB after the other. What was begun last
 * and not finished is gone on with. For one thread.
 */
final class BackupCopying {
    private static final Logger LOG = LoggerFactory.getLogger(BackupCopying.class);
    private static final int PARALLEL = 1;

    private final FillMemory memory;
    private final InstantSource clock;
    private @Nullable Unfinished unfinished;

    private record Unfinished(String from, String to, BackupId id, RawCopy copy) {}

    BackupCopying(FillMemory memory, InstantSource clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** How a copy ended, unless it failed. */
    enum End {
        /** It is complete there. */
        COMPLETE,
        /** The pace said to stop. */
        PAUSED,
        /** It cannot be put there. */
        REFUSED
    }

    /**
     * Copies from the first source that can give it whole.
     *
     * @throws HoldfastException if none could
     */
    End copy(Missing missing, CopyPace pace) throws InterruptedException {
        HoldfastException damaged = null;
        String to = missing.target().name();
        BackupId id = missing.backup().id();
        for (ClusterRepository source : missing.sources()) {
            Optional<HoldfastException> spoiled = memory.spoiled(source.name(), to, id);
            if (spoiled.isPresent()) {
                damaged = spoiled.get();
                continue;
            }
            try {
                return copy(source, missing, pace);
            } catch (HoldfastException e) {
                if (e.category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                memory.spoiled(source.name(), to, id, e);
                damaged = e;
            }
        }
        throw Objects.requireNonNull(damaged, "a backup without a source");
    }

    private End copy(ClusterRepository source, Missing missing, CopyPace pace)
            throws InterruptedException {
        RawCopy copy = begin(source, missing);
        BackupId id = missing.backup().id();
        String target = missing.target().name();
        switch (copy.content(PARALLEL, pace)) {
            case CopyOutcome.Paused _ -> {
                return End.PAUSED;
            }
            case CopyOutcome.Ready ready -> {
                unfinished = null;
                return publish(ready.copy(), source, missing);
            }
            case CopyOutcome.AlreadyComplete _ -> {
                return End.COMPLETE;
            }
            case CopyOutcome.GivenUp givenUp ->
                    refused(id, target, "was given up there: " + givenUp.marker().reason());
            case CopyOutcome.Taken taken ->
                    refused(
                            id,
                            target,
                            "is another one there, made by " + taken.theirs().instance());
        }
        unfinished = null;
        return End.REFUSED;
    }

    private RawCopy begin(ClusterRepository source, Missing missing) {
        String to = missing.target().name();
        BackupId id = missing.backup().id();
        return Optional.ofNullable(unfinished)
                .filter(last -> last.id().equals(id))
                .filter(last -> last.from().equals(source.name()) && last.to().equals(to))
                .map(Unfinished::copy)
                .orElseGet(
                        () -> {
                            LOG.info(
                                    "backup {} is copied from repository {} into {}",
                                    id,
                                    source.name(),
                                    to);
                            RawCopy copy = new RawCopy(source, missing.target(), id, clock);
                            unfinished = new Unfinished(source.name(), to, id, copy);
                            return copy;
                        });
    }

    /**
     * Looks for the WAL once more: expiry may have run there before the copy's intent was put. A
     * crash before the manifest leaves everything else, and the next copy finds it.
     */
    private End publish(ReadyCopy ready, ClusterRepository source, Missing missing) {
        BackupId id = missing.backup().id();
        String target = missing.target().name();
        if (!new NeededWal(missing.target()).isThere(missing.backup())) {
            refused(id, target, "needs WAL that is not there any more");
            return End.REFUSED;
        }
        if (!(ready.publish() instanceof CopyOutcome.AlreadyComplete)) {
            refused(id, target, "was given up there while it was copied");
            return End.REFUSED;
        }
        LOG.info(
                "backup {} is complete in repository {}: {} objects, {} bytes from {}",
                id,
                target,
                ready.objects(),
                ready.bytes(),
                source.name());
        return End.COMPLETE;
    }

    private static void refused(BackupId id, String target, String why) {
        LOG.warn("backup {} is not copied into repository {}: it {}", id, target, why);
    }
}
