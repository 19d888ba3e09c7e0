package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.read.FrameOpener;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.read.PackTable;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.FramePlace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Carries out reads, one after the other. Holds one frame. Not for several threads. */
final class PackFetch implements AutoCloseable {
    private final OpenedBackup backup;
    private final PackTable packs;
    private final FrameOpener frames;
    private final Patience patience;
    private final LongConsumer progress;
    private final byte[] plain = new byte[ContainerWriter.MAX_FRAME_PLAIN_BYTES];

    private @Nullable FileDraft held;
    private @Nullable FileChannel channel;

    /**
     * @param progress told of the bytes of every file that is complete
     */
    PackFetch(OpenedBackup backup, PackTable packs, Patience patience, LongConsumer progress) {
        this.backup = backup;
        this.packs = packs;
        this.frames = backup.frames(packs);
        this.patience = patience;
        this.progress = progress;
    }

    void run(PackRead read) throws IOException, InterruptedException {
        byte[] stored = stored(read);
        try {
            for (PackRead.Frame frame : read.frames()) {
                FramePlace place = frame.place();
                int at = (int) (place.offset() - read.offset()) + FrameOpener.PREFIX_BYTES;
                frames.open(read.pack(), place, stored, at, plain, 0);
                for (PackRead.Write write : frame.writes()) {
                    FileDraft file = write.file();
                    file.write(
                            channel(file), plain, write.within(), write.length(), write.offset());
                }
            }
        } finally {
            release();
        }
        for (PackRead.Frame frame : read.frames()) {
            for (PackRead.Write write : frame.writes()) {
                arrived(write.file());
            }
        }
    }

    /** Takes one reason to wait from a file, and ends it if there is none left. */
    void arrived(FileDraft file) throws IOException {
        if (file.arrived()) {
            file.finish(plain);
            progress.accept(file.sizeBytes());
        }
    }

    /** Makes a file durable that is there already. */
    void present(Path place, RegularFile entry) throws IOException {
        Files.setPosixFilePermissions(place, Durable.permissions(entry.mode() | 0400));
        try (FileChannel file = FileChannel.open(place, StandardOpenOption.READ)) {
            file.force(true);
        }
        if ((entry.mode() & 0400) == 0) {
            Files.setPosixFilePermissions(place, Durable.permissions(entry.mode()));
        }
        progress.accept(entry.sizeBytes());
    }

    private byte[] stored(PackRead read) throws InterruptedException {
        String name = packs.get(read.pack()).name();
        byte[] stored =
                patience.call(
                                () ->
                                        backup.repository()
                                                .store()
                                                .get(name, read.offset(), read.length()))
                        .orElse(new byte[0]);
        if (stored.length < read.length()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-pack-short",
                    "%s in repository %s is missing, or ends before byte %d"
                            .formatted(
                                    name,
                                    backup.repository().name(),
                                    read.offset() + read.length()),
                    "Restore from another repository, or from another backup.");
        }
        return stored;
    }

    /** Small files follow one another, and large ones themselves: one open file is enough. */
    private FileChannel channel(FileDraft file) throws IOException {
        FileChannel open = channel;
        if (open == null || held != file) {
            release();
            open = FileChannel.open(file.path(), StandardOpenOption.WRITE);
            channel = open;
            held = file;
        }
        return open;
    }

    private void release() throws IOException {
        if (channel != null) {
            channel.close();
        }
        channel = null;
        held = null;
    }

    @Override
    public void close() {
        frames.close();
    }
}
