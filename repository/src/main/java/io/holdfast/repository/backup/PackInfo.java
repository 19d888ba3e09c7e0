package io.holdfast.repository.backup;

/**
 * A pack that a backup uses, as its pack lists describe it.
 *
 * @param pack its number in the folder of {@code backup}
 * @param backup in whose folder the pack lies
 * @param keyId of the data key, 16 hexadecimal digits
 * @param salt of the container, 32 bytes
 * @param frames the empty last one included
 * @param sha256 of the stored object
 */
public record PackInfo(
        int pack,
        BackupId backup,
        String keyId,
        byte[] salt,
        int frames,
        long plainBytes,
        long storedBytes,
        byte[] sha256) {
    /** The object's name below the cluster's folder. */
    public String name() {
        return new BackupNames(backup).pack(pack);
    }
}
