package io.holdfast.agent.restore.testing;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.ObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A real server whose WAL a test puts into a repository from {@code pg_wal}, and of which it makes
 * base backups through the writer of the repository format.
 */
public final class SourceCluster {
    private static final int PIECE_BYTES = 200_000;

    private EmbeddedPostgres server;
    private final WalArchive archive;
    private final WalSegmentSize size;
    private EpochRecord epoch;
    private Lsn archived;

    public SourceCluster(EmbeddedPostgres server, ObjectStore store) {
        this.server = server;
        ControlFile control = controlFile(server);
        this.size = control.layout().walSegmentSize();
        this.archive =
                new WalArchive(
                        store, control.systemIdentifier().value(), size.bytes(), server.major());
        this.archived = size.startOf(control.checkpoint().redo());
        this.epoch = archive.firstEpoch(archived);
    }

    public WalArchive archive() {
        return archive;
    }

    public EmbeddedPostgres server() {
        return server;
    }

    public EpochRecord epoch() {
        return epoch;
    }

    public WalSegmentSize segmentSize() {
        return size;
    }

    /** Puts all WAL that the server has flushed; where that ends. */
    public Lsn archiveWal() {
        return archiveUpTo(
                Lsn.parse(server.queryString("select pg_current_wal_flush_lsn()")), Instant.now());
    }

    /** As {@link #archiveWal}, for a server that may not run any more. */
    public Lsn archiveUpTo(Lsn end, Instant sampledAt) {
        try {
            while (archived.isBefore(end)) {
                Lsn to = Lsn.min(size.endOf(archived), end);
                byte[] wal = read(server, epoch.timeline(), archived, to);
                archive.putWal(epoch, archived, wal, PIECE_BYTES, sampledAt);
                archived = to;
            }
            return archived;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] read(EmbeddedPostgres from, TimelineId timeline, Lsn start, Lsn end)
            throws IOException {
        Path file =
                from.dataDirectory()
                        .resolve("pg_wal")
                        .resolve(WalSegment.containing(timeline, start, size).name());
        byte[] bytes = new byte[(int) end.minus(start)];
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(size.offsetOf(start));
            in.readFully(bytes);
        }
        return bytes;
    }

    /** Goes on with a promoted server, on its timeline, from where it left the old one. */
    public void follow(EmbeddedPostgres promoted, int timeline, Lsn switchPoint) {
        try {
            archiveUpTo(switchPoint, Instant.now());
            epoch = archive.follow(epoch, timeline, switchPoint);
            Path history =
                    promoted.dataDirectory()
                            .resolve("pg_wal")
                            .resolve(new TimelineId(timeline).fixed() + ".history");
            archive.putHistory(epoch, timeline, Files.readAllBytes(history));
            server = promoted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on in the next epoch, as an agent does that was restarted. */
    public void nextEpoch() {
        epoch = archive.follow(epoch, epoch.timeline().value(), archived);
    }

    /** Goes on behind WAL that it does not put: with the next segment, in an epoch that says so. */
    public void nextEpochAfterGap() {
        Lsn left = archived;
        server.queryString("select pg_switch_wal()");
        archived = size.startOf(Lsn.parse(server.queryString("select pg_current_wal_lsn()")));
        epoch = archive.followAfterGap(epoch, left, archived);
    }

    /** Makes a base backup of the running server, and archives the WAL that it needs. */
    public BackupManifest backUp() {
        return new SourceBackup(this).run();
    }

    static ControlFile controlFile(EmbeddedPostgres server) {
        try {
            return ControlFile.parse(
                    Files.readAllBytes(server.dataDirectory().resolve(ControlFile.PATH)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
