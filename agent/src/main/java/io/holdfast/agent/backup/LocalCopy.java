package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.FoundFile;
import io.holdfast.agent.backup.disk.ReadAhead;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.write.BackupWriter;
import java.nio.charset.StandardCharsets;

/** Puts what was read into the backup, no faster than it shall, while the session lives. */
final class LocalCopy implements ReadAhead.Sink {
    static final int OWNER_ONLY = 0600;

    private final BackupWriter writer;
    private final Progress progress;
    private final Throttle throttle;
    private final LocalSession session;

    LocalCopy(BackupWriter writer, Progress progress, Throttle throttle, LocalSession session) {
        this.writer = writer;
        this.progress = progress;
        this.throttle = throttle;
        this.session = session;
    }

    void directory(String path, int mode, long modifiedMicros) throws InterruptedException {
        writer.directory(raw(path), mode, modifiedMicros);
    }

    /** Adds a file that is whole in memory. */
    void file(String path, int mode, byte[] content) throws InterruptedException {
        writer.beginFile(raw(path), mode, 0, content.length);
        writer.write(content, 0, content.length);
        writer.endFile();
        progress.add(content.length);
        progress.fileDone();
    }

    @Override
    public void begin(FoundFile file) throws InterruptedException {
        writer.beginFile(raw(file.path()), file.mode(), file.modifiedMicros(), file.sizeBytes());
    }

    @Override
    public void data(byte[] bytes, int length) throws InterruptedException {
        session.check();
        throttle.pass(length);
        writer.write(bytes, 0, length);
        progress.add(length);
    }

    @Override
    public void end() throws InterruptedException {
        writer.endFile();
        progress.fileDone();
    }

    private static FilePath raw(String path) {
        return FilePath.of(path.getBytes(StandardCharsets.ISO_8859_1));
    }
}
