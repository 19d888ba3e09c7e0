package io.holdfast.repository.backup.write;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.RepositorySet;
import io.holdfast.repository.container.Digests;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes one backup into several repositories at once: {@link #open}, then directories and files in
 * any order, {@link #finish}, and {@link #manifest} for each repository whose WAL has come far
 * enough. Not for several threads; calls block, so they are made from virtual threads. A call that
 * is interrupted or fails ends the backup: close the writer, nothing is listed.
 */
public final class BackupWriter implements AutoCloseable {
    /** So many entries at most wait for their frame's place. */
    private static final int MAX_PENDING = 4_096;

    private final List<ClusterRepository> repositories;
    private final BackupNames names;
    private final Fanout fanout;
    private final PackStream packs;
    private final ManifestLines lines;
    private final MessageDigest digest = Digests.sha256();
    private final Deque<EntryDraft> pending = new ArrayDeque<>();
    private FrameDraft frame = new FrameDraft();
    private @Nullable EntryDraft file;
    private int slice;
    private @Nullable WrittenBackup written;

    BackupWriter(
            List<ClusterRepository> repositories,
            BackupNames names,
            Fanout fanout,
            BackupLimits limits,
            Executor cpu) {
        ClusterRepository any = repositories.getFirst();
        this.repositories = repositories;
        this.names = names;
        this.fanout = fanout;
        this.lines =
                new ManifestLines(
                        new PartSink(any.writer(), names, fanout), limits.partTargetBytes());
        this.packs =
                new PackStream(
                        new PackEncoder(any.writer(), names, limits.packTargetBytes()),
                        fanout,
                        cpu,
                        limits,
                        pack -> lines.pack(pack.info()));
    }

    /**
     * Puts the intent, and so takes the backup's id, in every repository that can be reached.
     *
     * @param repositories of one cluster, all with the same data key (T63)
     * @param cpu a bounded pool of platform threads, which the writer never keeps waiting
     */
    public static BackupOpening open(
            List<ClusterRepository> repositories,
            Intent intent,
            BackupLimits limits,
            Executor cpu,
            InstantSource clock) {
        RepositorySet.requireOneKey(repositories);
        Fanout fanout = new Fanout(RepositorySet.ordered(repositories), limits.patience());
        BackupNames names = new BackupNames(intent.id());
        return new IntentPut(fanout, intent, clock)
                .run()
                .<BackupOpening>map(taken -> taken)
                .orElseGet(
                        () ->
                                new BackupOpening.Opened(
                                        new BackupWriter(
                                                repositories, names, fanout, limits, cpu)));
    }

    /** Adds a directory. */
    public void directory(FilePath path, int mode, long modifiedMicros)
            throws InterruptedException {
        requireNoFile();
        admit(new EntryDraft(path, mode, modifiedMicros, true));
        listCompleted();
    }

    /**
     * Begins a file.
     *
     * @param expectedBytes its size as far as it is known; decides only where frames are cut
     */
    public void beginFile(FilePath path, int mode, long modifiedMicros, long expectedBytes)
            throws InterruptedException {
        requireNoFile();
        if (frame.length() > 0 && expectedBytes > frame.space()) {
            // A file that fits into one frame lies in one; a larger one begins with one.
            encodeFrame();
        }
        EntryDraft draft = new EntryDraft(path, mode, modifiedMicros, false);
        admit(draft);
        file = draft;
        slice = 0;
    }

    private void requireNoFile() {
        if (file != null || written != null) {
            throw new IllegalStateException("a file is open, or the backup is finished");
        }
    }

    private void admit(EntryDraft draft) throws InterruptedException {
        if (pending.size() >= MAX_PENDING) {
            encodeFrame();
            packs.settle();
            listCompleted();
        }
        pending.add(draft);
    }

    /** Adds content to the file that was begun. The array may be reused afterwards. */
    public void write(byte[] bytes, int offset, int length) throws InterruptedException {
        EntryDraft draft = requireFile();
        digest.update(bytes, offset, length);
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, frame.space());
            frame.append(bytes, offset + done, count);
            draft.grow(count);
            slice += count;
            done += count;
            if (frame.space() == 0) {
                endSlice(draft);
            }
        }
    }

    private EntryDraft requireFile() {
        if (file == null) {
            throw new IllegalStateException("no file was begun");
        }
        return file;
    }

    private void endSlice(EntryDraft draft) throws InterruptedException {
        if (slice > 0) {
            frame.endSlice(draft, slice);
            slice = 0;
        }
        if (frame.space() == 0) {
            encodeFrame();
        }
    }

    /** Ends the file that was begun. */
    public void endFile() throws InterruptedException {
        EntryDraft draft = requireFile();
        endSlice(draft);
        draft.end(digest.digest());
        file = null;
        listCompleted();
    }

    private void encodeFrame() throws InterruptedException {
        if (frame.length() > 0) {
            frame = packs.add(frame);
            listCompleted();
        }
    }

    private void listCompleted() throws InterruptedException {
        while (!pending.isEmpty() && pending.getFirst().complete()) {
            lines.entry(pending.removeFirst().entry());
        }
    }

    /** Waits until every pack and every part is durable in every repository that is left. */
    public WrittenBackup finish() throws InterruptedException {
        requireNoFile();
        encodeFrame();
        packs.finish();
        listCompleted();
        WrittenBackup result = lines.finish();
        fanout.await();
        written = result;
        return result;
    }

    /** The root, to be put in each repository once its WAL has passed the backup's stop (T59). */
    public ManifestPut manifest(BackupManifest manifest) {
        if (written == null) {
            throw new IllegalStateException("the backup is not finished");
        }
        return ManifestPut.seal(repositories.getFirst(), names, manifest, written.parts());
    }

    /** The repositories that hold everything that was written so far, or will. */
    public List<ClusterRepository> remaining() {
        return fanout.targets().stream().filter(Target::alive).map(Target::repository).toList();
    }

    /** The repositories that left the run, and why. */
    public List<LeftRepository> left() {
        List<LeftRepository> left = new ArrayList<>();
        for (Target target : fanout.targets()) {
            var failure = target.failure();
            if (failure != null) {
                left.add(new LeftRepository(target.repository(), failure));
            }
        }
        return left;
    }

    /** Stops what is on its way, and frees memory. What is complete stays complete. */
    @Override
    public void close() {
        packs.close();
        fanout.close();
        lines.close();
    }
}
