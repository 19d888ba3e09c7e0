package io.holdfast.agent.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The WAL that a repository holds, read back, and held against the server's own files. */
public final class HeldWal {
    private HeldWal() {}

    public static Branch branch(ClusterRepository repository) {
        return NewestBranch.of(repository).orElseThrow();
    }

    public static WalWindow window(ClusterRepository repository) {
        return WalWindow.of(repository, branch(repository));
    }

    /** The server's own WAL. */
    private interface Written {
        /** A stretch of a segment, if the server still has it. */
        Optional<byte[]> read(WalSegment segment, int from, int length);
    }

    /** Reads the whole window up to there; segments that the server still has must be the same. */
    public static WalWindow assertSame(
            EmbeddedPostgres server, ClusterRepository repository, Lsn upTo) {
        return assertSame(
                (segment, from, length) ->
                        file(server, segment)
                                .map(file -> Arrays.copyOfRange(read(file), from, from + length)),
                repository,
                upTo);
    }

    /** The same, of a server whose files only it can read. */
    public static WalWindow assertSame(Origin origin, ClusterRepository repository, Lsn upTo) {
        return assertSame(
                (segment, from, length) -> query(origin, segment, from, length), repository, upTo);
    }

    private static Optional<byte[]> query(Origin origin, WalSegment segment, int from, int length) {
        String hex =
                origin.query(
                        "select coalesce(encode(pg_read_binary_file('pg_wal/%s', %d, %d, true),"
                                        .formatted(segment.name(), from, length)
                                + " 'hex'), '')");
        return hex.isEmpty() ? Optional.empty() : Optional.of(HexFormat.of().parseHex(hex));
    }

    private static WalWindow assertSame(Written written, ClusterRepository repository, Lsn upTo) {
        Branch branch = branch(repository);
        WalWindow window = WalWindow.of(repository, branch);
        assertTrue(!window.end().isBefore(upTo), () -> window + " ends before " + upTo);
        WalSegmentSize size = new WalSegmentSize(branch.newest().epoch().walSegmentSize());
        TimelineId newest = branch.newest().epoch().timeline();
        WalReader reader = new WalReader(repository, branch);
        int compared = 0;
        Lsn at = window.start();
        while (at.isBefore(upTo)) {
            Lsn end = Lsn.min(size.endOf(at), upTo);
            byte[] stored = new byte[(int) end.minus(at)];
            reader.read(at, end, stored, 0);
            WalSegment segment = WalSegment.containing(newest, at, size);
            Optional<byte[]> own = written.read(segment, size.offsetOf(at), stored.length);
            if (own.isPresent()) {
                assertArrayEquals(own.get(), stored, segment.name());
                compared++;
            }
            at = end;
        }
        assertTrue(compared > 0, "the server has none of the segments of " + window);
        return window;
    }

    private static Optional<Path> file(EmbeddedPostgres server, WalSegment segment) {
        Path folder = server.dataDirectory().resolve("pg_wal");
        for (int timeline = segment.timeline().value(); timeline > 0; timeline--) {
            Path file = folder.resolve(segment.on(new TimelineId(timeline)).name());
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
