package io.holdfast.repository.backup.read;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.ManifestParts.PackList;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packs of a backup by index, held in arrays: some 90 bytes a pack. Immutable, for several
 * threads.
 */
public final class PackTable {
    private static final int HASH_BYTES = 32;

    private final List<BackupId> backups = new ArrayList<>();
    private final Map<BackupId, Integer> backupIndexes = new HashMap<>();
    private final List<String> keyIds = new ArrayList<>();
    private final byte[] salts;
    private final byte[] hashes;
    private final long[] plainBytes;
    private final int[] storedBytes;
    private final int[] numbers;
    private final int[] frames;
    private final int[] owners;
    private final int[] keys;

    private PackTable(int packs) {
        salts = new byte[packs * HASH_BYTES];
        hashes = new byte[packs * HASH_BYTES];
        plainBytes = new long[packs];
        storedBytes = new int[packs];
        numbers = new int[packs];
        frames = new int[packs];
        owners = new int[packs];
        keys = new int[packs];
    }

    static PackTable read(OpenedBackup backup) {
        PartReader parts = new PartReader(backup);
        PackTable table =
                new PackTable(backup.parts().packLists().stream().mapToInt(PackList::packs).sum());
        int index = 0;
        for (PackList list : backup.parts().packLists()) {
            String name = parts.name(list.number());
            byte[] plain = parts.read(list.number(), ContainerKind.PACK_LIST, list.sha256());
            int before = index;
            for (int at = 0; at < plain.length; ) {
                int end = PartReader.lineEnd(plain, at);
                PackInfo info = Json.read(name, plain, at, end - at, PackInfo.class);
                if (index - before == list.packs() || !table.set(index, info)) {
                    throw parts.contradiction(name, "describes packs that cannot be");
                }
                index++;
                at = end + 1;
            }
            if (index - before != list.packs() || before + 1 != list.firstPack()) {
                throw parts.contradiction(name, "lists " + (index - before) + " packs");
            }
        }
        return table;
    }

    private boolean set(int at, PackInfo info) {
        if (info.salt().length != HASH_BYTES
                || info.sha256().length != HASH_BYTES
                || info.storedBytes() < 0
                || info.storedBytes() > Integer.MAX_VALUE) {
            return false;
        }
        System.arraycopy(info.salt(), 0, salts, at * HASH_BYTES, HASH_BYTES);
        System.arraycopy(info.sha256(), 0, hashes, at * HASH_BYTES, HASH_BYTES);
        plainBytes[at] = info.plainBytes();
        storedBytes[at] = (int) info.storedBytes();
        numbers[at] = info.pack();
        frames[at] = info.frames();
        owners[at] = owner(info.backup());
        keys[at] = key(info.keyId());
        return true;
    }

    private int owner(BackupId backup) {
        Integer known = backupIndexes.putIfAbsent(backup, backups.size());
        if (known != null) {
            return known;
        }
        backups.add(backup);
        return backups.size() - 1;
    }

    private int key(String keyId) {
        int known = keyIds.indexOf(keyId);
        if (known >= 0) {
            return known;
        }
        keyIds.add(keyId);
        return keyIds.size() - 1;
    }

    public int size() {
        return numbers.length;
    }

    /**
     * @param index as in an extent, from 1 to {@link #size}
     */
    public PackInfo get(int index) {
        int at = index - 1;
        return new PackInfo(
                numbers[at],
                backups.get(owners[at]),
                keyIds.get(keys[at]),
                slice(salts, at),
                frames[at],
                plainBytes[at],
                storedBytes[at],
                slice(hashes, at));
    }

    private static byte[] slice(byte[] all, int at) {
        byte[] one = new byte[HASH_BYTES];
        System.arraycopy(all, at * HASH_BYTES, one, 0, HASH_BYTES);
        return one;
    }
}
