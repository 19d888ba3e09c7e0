package io.holdfast.agent.restore.testing;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.Repository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.key.DataKey;
import io.holdfast.repository.key.MasterKey;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.PieceMetadata;
import io.holdfast.repository.wal.WalNames;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A cluster in a repository, into which a test puts epochs and WAL as an agent would. */
public final class WalArchive {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final ClusterRepository repository;
    private final String systemIdentifier;
    private final int segmentBytes;
    private final int major;

    public WalArchive(ObjectStore store, long systemIdentifier, int segmentBytes, int major) {
        var random = new SecureRandom();
        this.repository =
                Repository.create("test", store, random, NOW)
                        .createCluster(
                                new ClusterId("orders"),
                                DataKey.generate(random),
                                MasterKey.generate(random),
                                NOW);
        this.systemIdentifier = Long.toUnsignedString(systemIdentifier);
        this.segmentBytes = segmentBytes;
        this.major = major;
    }

    public ClusterRepository repository() {
        return repository;
    }

    public Branch branch() {
        return NewestBranch.of(repository).orElseThrow();
    }

    /** The first epoch, on timeline 1. */
    public EpochRecord firstEpoch(Lsn start) {
        return put(epoch(1, 1, start, null, EpochRecord.Reason.FIRST));
    }

    /** An epoch that goes on where the parent is left. */
    public EpochRecord follow(EpochRecord parent, int timeline, Lsn at) {
        var reason =
                parent.timeline().value() == timeline
                        ? EpochRecord.Reason.CONTINUE
                        : EpochRecord.Reason.FOLLOW;
        var left = new EpochRecord.Parent(parent.epoch(), parent.timeline(), at);
        return put(epoch(parent.epoch().number() + 1, timeline, at, left, reason));
    }

    /** An epoch that begins behind WAL that nobody holds. */
    public EpochRecord followAfterGap(EpochRecord parent, Lsn left, Lsn start) {
        var before = new EpochRecord.Parent(parent.epoch(), parent.timeline(), left);
        return put(
                epoch(
                        parent.epoch().number() + 1,
                        parent.timeline().value(),
                        start,
                        before,
                        EpochRecord.Reason.GAP));
    }

    private EpochRecord epoch(
            int number,
            int timeline,
            Lsn start,
            EpochRecord.@Nullable Parent parent,
            EpochRecord.Reason reason) {
        return new EpochRecord(
                new EpochId(number, 0),
                new UUID(0, number),
                "primary",
                repository.clusterId().value(),
                systemIdentifier,
                major,
                segmentBytes,
                new TimelineId(timeline),
                start,
                parent,
                reason,
                NOW,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }

    private EpochRecord put(EpochRecord epoch) {
        created(new Epochs(repository).put(epoch));
        return epoch;
    }

    /** Puts WAL as pieces that end at segment ends and after {@code pieceBytes}. */
    public Lsn putWal(EpochRecord epoch, Lsn from, byte[] wal, int pieceBytes, Instant sampledAt) {
        Lsn position = from;
        try (ContainerWriter writer = repository.writer()) {
            while (position.minus(from) < wal.length) {
                int offset = (int) position.minus(from);
                int toSegmentEnd = segmentBytes - (int) (position.value() & (segmentBytes - 1));
                int length = Math.min(Math.min(pieceBytes, toSegmentEnd), wal.length - offset);
                Lsn end = position.plus(length);
                byte[] metadata =
                        Json.write(new PieceMetadata(end, sampledAt, end, systemIdentifier));
                String name = WalNames.piece(epoch.epoch(), epoch.timeline(), position);
                created(
                        repository.put(
                                writer.seal(
                                        ContainerKind.PIECE, name, metadata, wal, offset, length)));
                position = end;
            }
        }
        return position;
    }

    /** Puts a rolled object, which may stand for its pieces, and gives its name. */
    public String putRolled(EpochRecord epoch, Lsn start, byte[] wal) {
        Lsn end = start.plus(wal.length);
        byte[] metadata = Json.write(new PieceMetadata(end, NOW, end, systemIdentifier));
        String name = WalNames.rolled(epoch.epoch(), epoch.timeline(), start, end);
        try (ContainerWriter writer = repository.writer()) {
            created(
                    repository.put(
                            writer.seal(ContainerKind.ROLLED, name, metadata, wal, 0, wal.length)));
        }
        return name;
    }

    public void putHistory(EpochRecord epoch, int timeline, byte[] content) {
        String name = WalNames.history(epoch.epoch(), new TimelineId(timeline));
        created(repository.put(ContainerKind.HISTORY, name, content));
    }

    private static void created(Placed placed) {
        if (!(placed instanceof Placed.Created)) {
            throw new AssertionError("was not created: " + placed);
        }
    }
}
