package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntryJson;
import io.holdfast.repository.backup.ManifestParts;
import io.holdfast.repository.backup.ManifestParts.FilePart;
import io.holdfast.repository.backup.ManifestParts.PackList;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.Totals;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of the manifest's parts, put as they fill; only what the root needs is kept. */
final class ManifestLines implements AutoCloseable {
    private final PartSink sink;
    private final PartWriter fileLines;
    private final PartWriter packLines;
    private final List<FilePart> fileParts = new ArrayList<>();
    private final List<PackList> packLists = new ArrayList<>();
    private long partPlainBytes;
    private long files;
    private long plainBytes;
    private long storedBytes;
    private int packs;

    ManifestLines(PartSink sink, int partTargetBytes) {
        this.sink = sink;
        this.fileLines =
                new PartWriter(ContainerKind.FILE_PART, sink, partTargetBytes, this::filePart);
        this.packLines =
                new PartWriter(ContainerKind.PACK_LIST, sink, partTargetBytes, this::packList);
    }

    void entry(FileEntry entry) throws InterruptedException {
        fileLines.add(FileEntryJson.write(entry), entry.path());
        if (entry instanceof FileEntry.RegularFile file) {
            files++;
            partPlainBytes += file.sizeBytes();
        }
    }

    /** Packs come in the order of their numbers. */
    void pack(PackInfo info) throws InterruptedException {
        packs++;
        storedBytes += info.storedBytes();
        byte[] json = Json.write(info);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        packLines.add(line, info.name());
    }

    private void filePart(PartSink.Part part, int lines) {
        fileParts.add(
                new FilePart(
                        part.number(), lines, partPlainBytes, part.storedBytes(), part.sha256()));
        plainBytes += partPlainBytes;
        partPlainBytes = 0;
    }

    private void packList(PartSink.Part part, int lines) {
        int first = packLists.isEmpty() ? 1 : next(packLists.getLast());
        packLists.add(new PackList(part.number(), first, lines, part.storedBytes(), part.sha256()));
    }

    private static int next(PackList last) {
        return last.firstPack() + last.packs();
    }

    /** Puts the last parts on their way. */
    WrittenBackup finish() throws InterruptedException {
        fileLines.flush();
        packLines.flush();
        return new WrittenBackup(
                new Totals(files, plainBytes, storedBytes, packs),
                new ManifestParts(List.copyOf(fileParts), List.copyOf(packLists)));
    }

    @Override
    public void close() {
        sink.close();
    }
}
