package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.Extent;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FilePath;
import java.util.ArrayList;
import java.util.List;

/** An entry whose content is still on its way into packs. */
final class EntryDraft {
    private final FilePath path;
    private final int mode;
    private final long modifiedMicros;
    private final boolean directory;
    private final List<Extent> extents = new ArrayList<>();
    private byte[] sha256 = new byte[0];
    private long size;
    private int openSlices;
    private boolean ended;

    EntryDraft(FilePath path, int mode, long modifiedMicros, boolean directory) {
        this.path = path;
        this.mode = mode;
        this.modifiedMicros = modifiedMicros;
        this.directory = directory;
        this.ended = directory;
    }

    FilePath path() {
        return path;
    }

    long size() {
        return size;
    }

    void grow(int bytes) {
        size += bytes;
    }

    /** A stretch of this file lies in a frame that has no place yet. */
    void expectSlice() {
        openSlices++;
    }

    void place(Extent extent) {
        openSlices--;
        extents.add(extent);
    }

    void end(byte[] hash) {
        sha256 = hash;
        ended = true;
    }

    boolean complete() {
        return ended && openSlices == 0;
    }

    FileEntry entry() {
        return directory
                ? new FileEntry.Directory(path, mode, modifiedMicros)
                : new FileEntry.RegularFile(
                        path, mode, modifiedMicros, size, sha256, List.copyOf(extents));
    }
}
