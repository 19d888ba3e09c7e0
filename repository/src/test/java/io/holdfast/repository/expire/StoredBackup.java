package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.ManifestParts;
import io.holdfast.repository.backup.ManifestRoot;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.backup.Totals;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.wal.WalScene;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts a backup's objects as a writer does, without the bulk. */
final class StoredBackup {
    static final int PACKS = 2;

    private final ClusterRepository repository;
    private final BackupId id;
    private final BackupNames names;

    StoredBackup(ClusterRepository repository, BackupId id) {
        this.repository = repository;
        this.id = id;
        this.names = new BackupNames(id);
    }

    void intent(EpochId epoch, @Nullable BackupId parent, Instant startedAt) {
        Intent intent =
                new Intent(
                        id,
                        parent == null ? BackupKind.FULL : BackupKind.INCREMENTAL,
                        parent,
                        epoch,
                        "db1",
                        BackupSource.STREAMED,
                        startedAt,
                        new UUID(1, 2));
        repository.putRecord(ContainerKind.INTENT, names.intent(), intent);
    }

    /** Packs, and a file part that only the content key opens. */
    void content() {
        for (int pack = 1; pack <= PACKS; pack++) {
            repository.put(ContainerKind.PACK, names.pack(pack), new byte[] {1, 2, (byte) pack});
        }
        repository.put(ContainerKind.FILE_PART, names.part(1), new byte[] {3});
    }

    /**
     * @param shared a backup whose packs are used too
     */
    void manifest(
            EpochRecord epoch, Lsn start, Lsn stop, @Nullable BackupId shared, Instant stoppedAt) {
        List<PackInfo> packs = new ArrayList<>(packsOf(id));
        if (shared != null) {
            packs.addAll(packsOf(shared));
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (PackInfo pack : packs) {
            lines.writeBytes(Json.write(pack));
            lines.write('\n');
        }
        repository.put(ContainerKind.PACK_LIST, names.part(2), lines.toByteArray());
        byte[] list = stored(names.part(2));
        byte[] files = stored(names.part(1));
        ManifestParts parts =
                new ManifestParts(
                        List.of(new ManifestParts.FilePart(1, 1, 1, files.length, sha(files))),
                        List.of(
                                new ManifestParts.PackList(
                                        2, 1, packs.size(), list.length, sha(list))));
        byte[] json = new ManifestRoot(manifest(epoch, start, stop, stoppedAt), parts).write();
        repository.put(ContainerKind.MANIFEST, names.manifest(), json);
    }

    private BackupManifest manifest(EpochRecord epoch, Lsn start, Lsn stop, Instant stoppedAt) {
        return new BackupManifest(
                id,
                BackupKind.FULL,
                BackupSource.STREAMED,
                repository.clusterId(),
                new ServerFacts(
                        WalScene.SYSTEM, 18, "18.1", 202506291, 8192, 131072, 8192, 16 << 20, true),
                new BackupWal(epoch.epoch(), epoch.timeline(), start, start, stop),
                id.start(),
                stoppedAt,
                "test",
                List.of(),
                Map.of(),
                List.of(),
                Damage.NONE,
                new Totals(1, 1, 100, PACKS));
    }

    private List<PackInfo> packsOf(BackupId owner) {
        List<PackInfo> packs = new ArrayList<>();
        for (int pack = 1; pack <= PACKS; pack++) {
            byte[] bytes = stored(new BackupNames(owner).pack(pack));
            packs.add(
                    new PackInfo(
                            pack,
                            owner,
                            repository.keys().current().id(),
                            new byte[32],
                            2,
                            3,
                            bytes.length,
                            sha(bytes)));
        }
        return packs;
    }

    void hold(int number, String reason, @Nullable Instant until) {
        repository.putRecord(
                ContainerKind.HOLD, names.hold(number), new Hold(reason, until, id.start()));
    }

    private byte[] stored(String name) {
        return repository.store().get(name).orElseThrow();
    }

    private static byte[] sha(byte[] bytes) {
        return StoredBytes.sha256(bytes, bytes.length);
    }
}
