package io.holdfast.repository.backup;

import java.util.List;

/** The parts of a manifest, each an object of its own: the second half of the root's JSON. */
public record ManifestParts(List<FilePart> fileParts, List<PackList> packLists) {
    /**
     * A list of files.
     *
     * @param number of the part
     * @param entries lines, directories included
     * @param plainBytes sizes of the files
     * @param sha256 of the stored object
     */
    public record FilePart(
            int number, int entries, long plainBytes, long storedBytes, byte[] sha256) {}

    /**
     * A list of packs.
     *
     * @param number of the part
     * @param firstPack index of its first pack, counted from 1 over all lists
     * @param packs lines
     * @param sha256 of the stored object
     */
    public record PackList(int number, int firstPack, int packs, long storedBytes, byte[] sha256) {}
}
