package io.holdfast.agent.backup;

import io.holdfast.postgres.backup.BackupExclusions;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.tar.TarEntry;
import io.holdfast.postgres.tar.TarListener;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.write.BackupWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the entries of one archive where they belong in the backup. What the server should not have
 * sent is left out here too (T47).
 */
final class ArchiveEntries implements TarListener {
    static final String BACKUP_LABEL = "backup_label";
    static final String TABLESPACE_MAP = "tablespace_map";

    private static final int MAP_MODE = 0600;
    private static final long MAX_KEPT_BYTES = 1 << 20;

    private final BackupWriter writer;
    private final BackupExclusions exclusions;
    private final @Nullable PageScan pages;
    private final Progress progress;
    private final Map<String, ByteArrayOutputStream> kept = new HashMap<>();
    private String prefix = "";
    private boolean open;
    private @Nullable ByteArrayOutputStream keep;
    private String newest = "";

    /**
     * @param pages null if the cluster has no data checksums
     */
    ArchiveEntries(
            BackupWriter writer,
            BackupExclusions exclusions,
            @Nullable PageScan pages,
            Progress progress) {
        this.writer = writer;
        this.exclusions = exclusions;
        this.pages = pages;
        this.progress = progress;
    }

    /**
     * The next entries are of this archive.
     *
     * @param pathPrefix empty for the data directory, {@code pg_tblspc/<oid>/} for a tablespace
     */
    void archive(String pathPrefix) {
        prefix = pathPrefix;
    }

    /** Adds the file that the server was not asked for. */
    void tablespaceMap(byte[] content) {
        try {
            writer.beginFile(FilePath.of(TABLESPACE_MAP), MAP_MODE, 0, content.length);
            writer.write(content, 0, content.length);
            writer.endFile();
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
    }

    /** The content of one of the files that tell about the backup; empty if it did not come. */
    Optional<byte[]> kept(String path) {
        return Optional.ofNullable(kept.get(path)).map(ByteArrayOutputStream::toByteArray);
    }

    /** The path of the last file that came. */
    String newest() {
        return newest;
    }

    @Override
    public void entryStarted(TarEntry entry) {
        String path = prefix + entry.name();
        open = false;
        keep = null;
        switch (decide(path)) {
            case KEEP -> start(path, entry);
            case KEEP_EMPTY -> {
                if (entry.type() == TarEntry.Type.DIRECTORY) {
                    start(path, entry);
                }
            }
            case DROP -> {
                // the server's rules are the same; this only stands in for them
            }
        }
    }

    private BackupExclusions.Decision decide(String path) {
        boolean generated = path.equals(BACKUP_LABEL) || path.equals(TABLESPACE_MAP);
        return generated
                ? BackupExclusions.Decision.KEEP
                : exclusions.decide(path, relation -> false);
    }

    private void start(String path, TarEntry entry) {
        FilePath target = FilePath.of(path.getBytes(StandardCharsets.ISO_8859_1));
        long modified = ChronoUnit.MICROS.between(Instant.EPOCH, entry.modified());
        try {
            switch (entry.type()) {
                case DIRECTORY -> writer.directory(target, entry.mode(), modified);
                case FILE -> startFile(path, target, entry, modified);
                case SYMBOLIC_LINK -> {
                    // of a tablespace: the manifest has it, with everything else about it
                }
            }
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
    }

    private void startFile(String path, FilePath target, TarEntry entry, long modified)
            throws InterruptedException {
        writer.beginFile(target, entry.mode(), modified, entry.sizeBytes());
        open = true;
        newest = path;
        if (pages != null) {
            pages.begin(path);
        }
        boolean isKept =
                path.equals(BACKUP_LABEL)
                        || path.equals(TABLESPACE_MAP)
                        || path.equals(ControlFile.PATH);
        if (isKept && entry.sizeBytes() <= MAX_KEPT_BYTES) {
            keep = new ByteArrayOutputStream();
            kept.put(path, keep);
        }
    }

    @Override
    public void data(ByteBuffer content) {
        progress.add(content.remaining());
        if (!open) {
            return;
        }
        byte[] bytes = content.array();
        int offset = content.arrayOffset() + content.position();
        try {
            writer.write(bytes, offset, content.remaining());
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
        if (keep != null) {
            keep.write(bytes, offset, content.remaining());
        }
        if (pages != null) {
            pages.take(content);
        }
    }

    @Override
    public void entryEnded() {
        if (!open) {
            return;
        }
        try {
            writer.endFile();
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
        open = false;
        progress.fileDone();
    }

    @Override
    public void archiveEnded() {
        if (open) {
            throw new IllegalStateException("the archive ended within an entry");
        }
    }
}
