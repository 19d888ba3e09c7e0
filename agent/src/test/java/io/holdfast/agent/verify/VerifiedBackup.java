package io.holdfast.agent.verify;

import io.holdfast.agent.restore.testing.FlakyStore;
import io.holdfast.agent.restore.testing.HandMadeBackup;
import io.holdfast.agent.restore.testing.WalArchive;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A backup of several packs and parts, with three segments of WAL after its start. */
final class VerifiedBackup {
    static final int SEGMENT_BYTES = 1 << 20;
    static final Lsn WAL_START = Lsn.parse("0/2000000");

    private static final int PAGES = 3 * 128;
    private static final int PIECE_BYTES = 16 * 8192;
    private static final BackupLimits SMALL =
            new BackupLimits(100_000, 2, 2_000, Duration.ofSeconds(30));

    final FlakyStore flaky = new FlakyStore(new MemoryObjectStore());
    final WalArchive archive = new WalArchive(flaky, HandMadeBackup.SYSTEM, SEGMENT_BYTES, 18);
    final BackupId id;
    private final byte[] wal;
    private final EpochRecord epoch;

    VerifiedBackup() throws InterruptedException {
        this(MadeWal.pages(HandMadeBackup.SYSTEM, SEGMENT_BYTES, WAL_START, PAGES));
    }

    VerifiedBackup(byte[] wal) throws InterruptedException {
        this.wal = wal;
        this.epoch = archive.firstEpoch(WAL_START);
        archive.putWal(epoch, WAL_START, wal, PIECE_BYTES, WalArchive.NOW);
        try (HandMadeBackup backup = new HandMadeBackup(archive.repository(), SMALL)) {
            id = backup.id();
            Random random = new Random(7);
            backup.directory("base", 0700);
            for (int i = 0; i < 12; i++) {
                byte[] content = new byte[300_000];
                random.nextBytes(content);
                backup.file("base/" + i, 0600, content);
            }
            backup.finish(List.of());
        }
    }

    /** WAL whose second segment says that it is of another cluster. */
    static VerifiedBackup withForeignSegment() throws InterruptedException {
        byte[] wal = MadeWal.pages(HandMadeBackup.SYSTEM, SEGMENT_BYTES, WAL_START, PAGES);
        byte[] foreign = MadeWal.pages(1, SEGMENT_BYTES, WAL_START, PAGES);
        System.arraycopy(foreign, SEGMENT_BYTES, wal, SEGMENT_BYTES, SEGMENT_BYTES);
        return new VerifiedBackup(wal);
    }

    /** WAL with a byte changed before it was captured, in the third segment. */
    static VerifiedBackup withUnsoundRecord() throws InterruptedException {
        byte[] wal = MadeWal.pages(HandMadeBackup.SYSTEM, SEGMENT_BYTES, WAL_START, PAGES);
        wal[2 * SEGMENT_BYTES + 5_000] ^= 1;
        return new VerifiedBackup(wal);
    }

    /** Rolls the second segment up, and gives the object's name. */
    String roll() {
        byte[] segment = Arrays.copyOfRange(wal, SEGMENT_BYTES, 2 * SEGMENT_BYTES);
        return archive.putRolled(epoch, WAL_START.plus(SEGMENT_BYTES), segment);
    }

    ClusterRepository repository() {
        return archive.repository();
    }

    ObjectStore objects() {
        return archive.repository().store();
    }

    /** The names below the cluster's folder that begin so. */
    List<String> names(String prefix) {
        return objects().list(prefix, "").objects().stream().map(object -> object.name()).toList();
    }

    void replace(String name, byte[] bytes) {
        objects().delete(name);
        objects().putIfAbsent(name, bytes, bytes.length);
    }

    byte[] bytes(String name) {
        return objects().get(name).orElseThrow();
    }

    BackupVerification verify(Level upTo) {
        return new Verification(
                        repository(),
                        upTo,
                        3,
                        VerifyListener.NONE,
                        System::nanoTime,
                        Optional.empty())
                .run(Optional.empty())
                .getFirst();
    }
}
