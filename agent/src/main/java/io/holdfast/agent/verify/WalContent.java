package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wal.SegmentCheck;
import io.holdfast.postgres.wal.WalPageHeader;
import io.holdfast.postgres.wal.WalReading;
import io.holdfast.postgres.wal.WalRecordReader;
import io.holdfast.repository.wal.WalChain.Link;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What WAL says itself: the first page of each segment names the cluster and the position, and its
 * records follow one another with the right CRC, from the backup's start to the frontier.
 */
final class WalContent {
    /** PostgreSQL's {@code XLOG_BLCKSZ}, unless it was built otherwise. */
    private static final int WAL_BLOCK_BYTES = 8192;

    private final WalSegmentSize segmentSize;
    private final SystemIdentifier cluster;
    private final Lsn frontier;
    private final WalRecordReader records;
    private Lsn fed;

    WalContent(BranchWal wal, Lsn start, String systemIdentifier) {
        this.segmentSize = wal.segmentSize();
        this.cluster = SystemIdentifier.parse(systemIdentifier);
        this.frontier = wal.window().end();
        this.records = new WalRecordReader(start, segmentSize, WAL_BLOCK_BYTES, record -> {});
        this.fed = start;
    }

    Optional<Problem> check(Link.Found link, byte[] plain) {
        if (plain.length != link.header().plainBytes()) {
            return Optional.of(
                    Problem.different(
                            link.name(), "it holds " + plain.length + " bytes of WAL now"));
        }
        return segments(link, plain).or(() -> records(link, plain));
    }

    private Optional<Problem> segments(Link.Found link, byte[] plain) {
        Lsn first =
                segmentSize.isBoundary(link.start())
                        ? link.start()
                        : segmentSize.endOf(link.start());
        for (Lsn at = first; at.isBefore(link.end()); at = segmentSize.endOf(at)) {
            int offset = (int) at.minus(link.start());
            if (plain.length - offset < WalPageHeader.LONG_SIZE) {
                // the records that follow prove the page's address
                continue;
            }
            byte[] page = Arrays.copyOfRange(plain, offset, offset + WalPageHeader.LONG_SIZE);
            WalSegment segment =
                    WalSegment.containing(link.stretch().epoch().timeline(), at, segmentSize);
            if (SegmentCheck.of(page, segment, cluster) instanceof SegmentCheck.Differs differs) {
                return Optional.of(
                        Problem.different(
                                link.name(),
                                "segment %s has the wrong %s: %s, not %s"
                                        .formatted(
                                                segment.name(),
                                                differs.what(),
                                                differs.found(),
                                                differs.expected())));
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> records(Link.Found link, byte[] plain) {
        Lsn end = Lsn.min(link.end(), frontier);
        if (!fed.isBefore(end)) {
            return Optional.empty();
        }
        int offset = (int) fed.minus(link.start());
        records.feed(ByteBuffer.wrap(plain, offset, (int) end.minus(fed)));
        fed = end;
        return records.reading() instanceof WalReading.Ended ended
                ? Optional.of(
                        Problem.different(
                                link.name(),
                                "the WAL at %s cannot be replayed: %s"
                                        .formatted(ended.at(), ended.why())))
                : Optional.empty();
    }
}
