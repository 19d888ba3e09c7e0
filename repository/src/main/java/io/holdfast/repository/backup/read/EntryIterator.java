package io.holdfast.repository.backup.read;

import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntryJson;
import io.holdfast.repository.backup.ManifestParts.FilePart;
import io.holdfast.repository.container.ContainerKind;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Entries, part after part. */
final class EntryIterator implements Iterator<FileEntry> {
    private final PartReader parts;
    private final Iterator<FilePart> remaining;
    private byte[] plain = new byte[0];
    private int position;
    private String name = "";
    private int expected;

    EntryIterator(OpenedBackup backup) {
        this.parts = new PartReader(backup);
        this.remaining = backup.parts().fileParts().iterator();
    }

    @Override
    public boolean hasNext() {
        while (position == plain.length && remaining.hasNext()) {
            requireAllRead();
            FilePart part = remaining.next();
            name = parts.name(part.number());
            plain = parts.read(part.number(), ContainerKind.FILE_PART, part.sha256());
            position = 0;
            expected = part.entries();
        }
        if (position < plain.length) {
            return true;
        }
        requireAllRead();
        return false;
    }

    private void requireAllRead() {
        if (expected != 0) {
            throw parts.contradiction(
                    name, "has " + Math.abs(expected) + " entries more or less than it should");
        }
    }

    @Override
    public FileEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int end = PartReader.lineEnd(plain, position);
        FileEntry entry = FileEntryJson.read(name, plain, position, end - position);
        position = Math.min(end + 1, plain.length);
        expected--;
        return entry;
    }
}
