package io.holdfast.agent.restore.files;

import io.holdfast.repository.backup.Extent;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntry.Directory;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.read.PackTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams a backup's entries, and turns them into directories, files and reads. */
final class FileApply {
    private final FilesPlan plan;
    private final ReadCrew crew;
    private final Map<Path, Integer> directoryModes = new HashMap<>();
    private @Nullable RegularFile controlFile;
    private @Nullable PackRead next;

    private FileApply(FilesPlan plan, ReadCrew crew) {
        this.plan = plan;
        this.crew = crew;
    }

    /**
     * What is left to do when all other files are durable.
     *
     * @param directoryModes of every directory that the backup names
     */
    record Rest(RegularFile controlFile, Map<Path, Integer> directoryModes) {}

    static Rest run(FilesPlan plan, PackTable packs, ApplyOptions options, Progress progress)
            throws IOException, InterruptedException {
        Patience patience = progress.patience(options);
        try (ReadCrew crew =
                new ReadCrew(
                        options.parallel(),
                        () -> new PackFetch(plan.backup(), packs, patience, progress::fileDone))) {
            FileApply apply = new FileApply(plan, crew);
            for (FileEntry entry : plan.backup().entries()) {
                apply.entry(entry);
            }
            apply.flush();
            crew.finish();
            RegularFile control = apply.controlFile;
            if (control == null) {
                throw new IllegalStateException("the survey found a control file");
            }
            return new Rest(control, apply.directoryModes);
        }
    }

    private void entry(FileEntry entry) throws IOException, InterruptedException {
        Optional<Path> place = plan.placement().place(entry.path());
        if (place.isEmpty() || plan.placement().isLeftOut(entry.path())) {
            return;
        }
        switch (entry) {
            case Directory directory -> {
                Files.createDirectories(place.get());
                directoryModes.put(place.get(), directory.mode());
            }
            case RegularFile file -> {
                if (place.get().equals(plan.placement().controlFile())) {
                    // last, when everything that it vouches for is durable (T14, T50)
                    controlFile = file;
                } else {
                    file(place.get(), file);
                }
            }
        }
    }

    private void file(Path place, RegularFile entry) throws IOException, InterruptedException {
        Kept kept = plan.leftover().kept();
        if (kept.files().contains(place)) {
            crew.add(new ReadCrew.Task.Present(place, entry));
            return;
        }
        if (kept.replaced().contains(place)) {
            Files.deleteIfExists(place);
        }
        FileDraft draft = FileDraft.create(place, entry);
        for (Extent extent : entry.extents()) {
            draft.expect();
            PackRead.Write write =
                    new PackRead.Write(draft, extent.offset(), extent.length(), extent.within());
            if (next == null || !next.add(extent.pack(), extent.frame(), write)) {
                flush();
                next = new PackRead(extent.pack());
                next.add(extent.pack(), extent.frame(), write);
            }
        }
        crew.add(new ReadCrew.Task.Ended(draft));
    }

    private void flush() throws IOException, InterruptedException {
        if (next != null) {
            crew.add(new ReadCrew.Task.Read(next));
            next = null;
        }
    }
}
