package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Damage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts epochs, pieces, rolled objects and seals as writers do. */
public final class WalScene {
    public static final String SYSTEM = "7412345678901234567";
    public static final TimelineId ONE = new TimelineId(1);

    private WalScene() {}

    /** An epoch on timeline 1. */
    public static EpochRecord epoch(int number, long start, EpochRecord.@Nullable Parent parent) {
        EpochRecord.Reason reason =
                parent == null ? EpochRecord.Reason.FIRST : EpochRecord.Reason.CONTINUE;
        return epoch(number, ONE, start, parent, reason);
    }

    public static EpochRecord epoch(
            int number,
            TimelineId timeline,
            long start,
            EpochRecord.@Nullable Parent parent,
            EpochRecord.Reason reason) {
        return new EpochRecord(
                id(number),
                writer(number),
                "db1",
                Clusters.ID.value(),
                SYSTEM,
                18,
                1 << 20,
                timeline,
                new Lsn(start),
                parent,
                reason,
                Clusters.NOW,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }

    private static UUID writer(int number) {
        return new UUID(7L + ((long) number << Integer.SIZE), number);
    }

    /** The epoch of this number, as this scene names it. */
    public static EpochId id(int number) {
        return EpochId.of(number, writer(number));
    }

    public static EpochRecord.Parent parent(int epoch, long end) {
        return new EpochRecord.Parent(id(epoch), ONE, new Lsn(end));
    }

    /** What a writer's server has at these positions; another line has other bytes. */
    public static byte[] wal(long line, long start, long end) {
        byte[] bytes = new byte[(int) (end - start)];
        for (int i = 0; i < bytes.length; i++) {
            long mixed = (line + 1) * 0x9E37_79B9_7F4A_7C15L + (start + i) * 0x2545_F491_4F6C_DD1DL;
            bytes[i] = (byte) (mixed >>> 41);
        }
        return bytes;
    }

    public static void put(ClusterRepository repository, EpochRecord epoch) {
        created(new Epochs(repository).put(epoch));
    }

    public static void piece(
            ClusterRepository repository, EpochRecord epoch, long start, long end) {
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), new Lsn(start));
        created(object(repository, ContainerKind.PIECE, name, start, wal(0, start, end)));
    }

    public static void rolled(
            ClusterRepository repository, EpochRecord epoch, long start, long end) {
        String name =
                WalNames.rolled(epoch.epoch(), epoch.timeline(), new Lsn(start), new Lsn(end));
        created(object(repository, ContainerKind.ROLLED, name, start, wal(0, start, end)));
    }

    /** Changes the first byte of the piece that begins there. */
    public static void damage(ClusterRepository repository, EpochRecord epoch, long start) {
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), new Lsn(start));
        Damage.flip(repository.store(), name, 0);
    }

    public static void seal(ClusterRepository repository, EpochRecord epoch, long at) {
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), new Lsn(at));
        created(repository.putRecord(ContainerKind.SEAL, name, sealRecord(epoch, new Lsn(at))));
    }

    public static SealRecord sealRecord(EpochRecord epoch, Lsn at) {
        int next = epoch.epoch().number() + 1;
        return new SealRecord(writer(next), id(next), at, Clusters.NOW);
    }

    /** Seals and puts WAL that begins at {@code start}. */
    public static Placed object(
            ClusterRepository repository,
            ContainerKind kind,
            String name,
            long start,
            byte[] bytes) {
        byte[] metadata =
                Json.write(
                        new PieceMetadata(
                                new Lsn(start + bytes.length),
                                Clusters.NOW.plusSeconds(start),
                                new Lsn(start),
                                SYSTEM));
        try (ContainerWriter writer = repository.writer()) {
            return repository.put(writer.seal(kind, name, metadata, bytes, 0, bytes.length));
        }
    }

    public static void remove(ClusterRepository repository, EpochRecord epoch, long start) {
        repository.store().delete(WalNames.piece(epoch.epoch(), epoch.timeline(), new Lsn(start)));
    }

    private static void created(Placed placed) {
        if (!(placed instanceof Placed.Created)) {
            throw new AssertionError("the scene puts a name twice: " + placed);
        }
    }
}
