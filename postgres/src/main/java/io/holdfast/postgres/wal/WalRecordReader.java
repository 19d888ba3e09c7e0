package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Takes WAL as it comes, in pieces of any size, and hands out its records one by one, across page
 * and segment boundaries, as PostgreSQL's {@code access/transam/xlogreader.c} would. Holds the head
 * of one record at most. Not thread-safe.
 */
public final class WalRecordReader {
    private static final int ALIGNMENT = 8;

    private final int segmentBytes;
    private final int blockBytes;
    private final Consumer<WalRecord> listener;
    private final byte[] pageHeader = new byte[WalPageHeader.LONG_SIZE];
    private final RecordAssembly record = new RecordAssembly();

    private long position;
    private int pageHeaderBytes;
    private OptionalInt major = OptionalInt.empty();

    /** Bytes before this position are passed over, page headers and all. */
    private long passUntil;

    /** Bytes of a record that began before the first page seen, still to be passed over. */
    private long strayBytes;

    private boolean atFirstPage = true;
    private Lsn completeEnd;
    private Optional<Lsn> previous = Optional.empty();
    private WalReading reading;

    /**
     * @param start where the first byte that is fed belongs: the start of a record, or of a page;
     *     there a record that began earlier is passed over
     */
    public WalRecordReader(
            Lsn start, WalSegmentSize segmentSize, int blockBytes, Consumer<WalRecord> listener) {
        this.segmentBytes = segmentSize.bytes();
        this.blockBytes = blockBytes;
        this.listener = listener;
        this.position = start.value();
        this.completeEnd = start;
        this.reading = new WalReading.Open(start);
        this.passUntil = position;
    }

    /** Consumes all bytes of {@code wal}, which continue those fed before. */
    public WalReading feed(ByteBuffer wal) {
        while (wal.hasRemaining() && reading instanceof WalReading.Open) {
            if (Long.compareUnsigned(position, passUntil) < 0) {
                pass(wal, passUntil - position);
            } else if (Long.remainderUnsigned(position, blockBytes) == 0 || pageHeaderBytes > 0) {
                takePageHeader(wal);
            } else {
                takeContent(wal);
            }
        }
        wal.position(wal.limit());
        return reading;
    }

    /** What {@link #feed} last returned. */
    public WalReading reading() {
        return reading;
    }

    /** The major whose magic number the pages carry; empty before the first page header. */
    public OptionalInt major() {
        return major;
    }

    private void pass(ByteBuffer wal, long bytes) {
        int passed = (int) Math.min(bytes, wal.remaining());
        wal.position(wal.position() + passed);
        position += passed;
    }

    private void takePageHeader(ByteBuffer wal) {
        long page = position - pageHeaderBytes;
        int size =
                Long.remainderUnsigned(page, segmentBytes) == 0
                        ? WalPageHeader.LONG_SIZE
                        : WalPageHeader.SHORT_SIZE;
        int taken = Math.min(size - pageHeaderBytes, wal.remaining());
        wal.get(pageHeader, pageHeaderBytes, taken);
        pageHeaderBytes += taken;
        position += taken;
        if (pageHeaderBytes == size) {
            pageHeaderBytes = 0;
            passUntil = position;
            onPage(WalPageHeader.parse(pageHeader, 0), new Lsn(page));
        }
    }

    private void onPage(WalPageHeader header, Lsn page) {
        OptionalInt written = header.major();
        if (written.isEmpty() || (major.isPresent() && !major.equals(written))) {
            end("a page with the magic number %04X".formatted(header.magic()));
        } else if (!header.address().equals(page)) {
            end("a page that belongs to " + header.address());
        } else {
            major = written;
            joinPages(header);
        }
        atFirstPage = false;
    }

    /** Fits the page to the record that was cut at its boundary, if one was. */
    private void joinPages(WalPageHeader header) {
        long expected = record.isEmpty() ? strayBytes : record.remaining();
        if (header.overwritesContinuation()) {
            // After a crash the rest of the cut record never came; this page starts afresh.
            record.clear();
            strayBytes = 0;
        } else if (atFirstPage && record.isEmpty() && header.continuesRecord()) {
            strayBytes = Integer.toUnsignedLong(header.remainingLength());
        } else if (header.continuesRecord() != expected > 0) {
            end("a page that does not continue the record before it");
        } else if (expected > 0
                && record.knowsLength()
                && expected != Integer.toUnsignedLong(header.remainingLength())) {
            end("a page that continues another record");
        }
    }

    private void takeContent(ByteBuffer wal) {
        atFirstPage = false;
        long inPage = blockBytes - Long.remainderUnsigned(position, blockBytes);
        if (strayBytes > 0) {
            int passed = (int) Math.min(Math.min(strayBytes, inPage), wal.remaining());
            pass(wal, passed);
            strayBytes -= passed;
            if (strayBytes == 0) {
                passUntil = aligned(position);
                completeEnd = new Lsn(passUntil);
                reading = new WalReading.Open(completeEnd);
            }
            return;
        }
        if (record.isEmpty()) {
            record.startAt(new Lsn(position));
        }
        position += record.take(wal, (int) inPage);
        record.problem().ifPresentOrElse(this::end, this::finishRecord);
    }

    private void finishRecord() {
        if (!record.isComplete()) {
            return;
        }
        if (!record.hasRightCrc()) {
            end("a record whose CRC is wrong");
            return;
        }
        WalRecord whole = record.toRecord(endOf(record));
        if (previous.isPresent() && !previous.get().equals(whole.previous())) {
            end("a record that follows " + whole.previous() + ", not " + previous.get());
            return;
        }
        record.clear();
        previous = Optional.of(whole.lsn());
        completeEnd = whole.end();
        passUntil = completeEnd.value();
        reading = new WalReading.Open(completeEnd);
        listener.accept(whole);
    }

    private Lsn endOf(RecordAssembly complete) {
        long end = aligned(position);
        if (complete.toRecord(new Lsn(end)).isSegmentSwitch()) {
            long into = Long.remainderUnsigned(end, segmentBytes);
            return new Lsn(into == 0 ? end : end - into + segmentBytes);
        }
        return new Lsn(end);
    }

    private void end(String why) {
        Lsn at = record.isEmpty() ? new Lsn(position) : record.start();
        reading = new WalReading.Ended(completeEnd, at, why);
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
