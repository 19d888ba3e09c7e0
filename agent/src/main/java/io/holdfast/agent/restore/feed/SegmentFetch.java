package io.holdfast.agent.restore.feed;

import io.holdfast.agent.restore.wal.WalAnswer;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.wal.SegmentCheck;
import io.holdfast.postgres.wal.WalPageHeader;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.WalReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts segment files together from a repository, every byte of them checked on the way. Never holds
 * a segment in memory. Not for several threads.
 */
final class SegmentFetch {
    private static final int CHUNK_BYTES = 1 << 20;

    private final WalReader reader;
    private final SystemIdentifier cluster;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    SegmentFetch(ClusterRepository repository, Branch branch) {
        this.reader = new WalReader(repository, branch);
        this.cluster = SystemIdentifier.parse(branch.newest().epoch().systemIdentifier());
    }

    /**
     * Writes the file and syncs it. Behind the end of the WAL it is padded with zeros, since
     * PostgreSQL refuses a file of another length (T11).
     */
    void write(WalAnswer.Segment answer, Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            // a shorter file of an earlier try leaves nothing behind
            out.setLength(0);
            Lsn start = answer.segment().start();
            for (Lsn from = start; from.isBefore(answer.end()); from = from.plus(CHUNK_BYTES)) {
                Lsn to = Lsn.min(from.plus(CHUNK_BYTES), answer.end());
                int length = (int) to.minus(from);
                reader.read(from, to, chunk, 0);
                if (from.equals(start) && length >= WalPageHeader.LONG_SIZE) {
                    check(answer);
                }
                out.write(chunk, 0, length);
            }
            out.setLength(answer.segment().size().bytes());
            out.getChannel().force(true);
        }
    }

    /** What is wrong with each damaged object in whose place others were read. */
    List<HoldfastException> damage() {
        return reader.damage();
    }

    /** PostgreSQL itself promotes when it is given another cluster's segment (E6). */
    private void check(WalAnswer.Segment answer) {
        if (SegmentCheck.of(chunk, answer.segment(), cluster)
                instanceof SegmentCheck.Differs differs) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-segment-foreign",
                    "segment %s has the wrong %s: %s, not %s"
                            .formatted(
                                    answer.segment().name(),
                                    differs.what(),
                                    differs.found(),
                                    differs.expected()),
                    "Restore from another repository, and find out who wrote here.");
        }
    }
}
