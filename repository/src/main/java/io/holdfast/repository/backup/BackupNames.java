package io.holdfast.repository.backup;

import java.util.Locale;
import java.util.Optional;

/** The names of a backup's objects, below the cluster's folder. */
public record BackupNames(BackupId id) {
    /** Where all backups are. */
    public static final String ROOT = "backups/";

    /** The id of the backup to which an object belongs; empty if the name is not of this format. */
    public static Optional<String> folderOf(String objectName) {
        int end = objectName.indexOf('/', ROOT.length());
        return objectName.startsWith(ROOT) && end > 0
                ? Optional.of(objectName.substring(ROOT.length(), end))
                : Optional.empty();
    }

    /** The prefix of all names of this backup. */
    public String folder() {
        return ROOT + id + "/";
    }

    public String intent() {
        return folder() + "intent";
    }

    /** Where the manifest stands, or the marker that the backup was abandoned. */
    public String manifest() {
        return folder() + "manifest";
    }

    public String condemned() {
        return folder() + "condemned";
    }

    public String packs() {
        return folder() + "packs/";
    }

    /**
     * @param number from 1
     */
    public String pack(int number) {
        return packs() + number(number);
    }

    public String parts() {
        return folder() + "parts/";
    }

    /**
     * @param number from 1; file parts and pack lists share the numbers
     */
    public String part(int number) {
        return parts() + number(number);
    }

    public String holds() {
        return folder() + "holds/";
    }

    /**
     * @param number from 1
     */
    public String hold(int number) {
        return holds() + number(number);
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%08d", number);
    }
}
