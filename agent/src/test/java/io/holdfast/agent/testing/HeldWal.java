package io.holdfast.agent.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Optional;

/** The WAL that a repository holds, read back, and held against the server's own files. */
public final class HeldWal {
    private static final WalSegmentSize SEGMENT = new WalSegmentSize(1 << 20);

    private HeldWal() {}

    public static Branch branch(ClusterRepository repository) {
        return NewestBranch.of(repository).orElseThrow();
    }

    public static WalWindow window(ClusterRepository repository) {
        return WalWindow.of(repository, branch(repository));
    }

    /** Reads the whole window up to there; segments that the server still has must be the same. */
    public static WalWindow assertSame(
            EmbeddedPostgres server, ClusterRepository repository, Lsn upTo) {
        Branch branch = branch(repository);
        WalWindow window = WalWindow.of(repository, branch);
        assertTrue(!window.end().isBefore(upTo), () -> window + " ends before " + upTo);
        WalReader reader = new WalReader(repository, branch);
        int compared = 0;
        Lsn at = window.start();
        while (at.isBefore(upTo)) {
            Lsn end = Lsn.min(SEGMENT.endOf(at), upTo);
            byte[] stored = new byte[(int) end.minus(at)];
            reader.read(at, end, stored, 0);
            TimelineId newest = branch.newest().epoch().timeline();
            Optional<Path> file = file(server, WalSegment.containing(newest, at, SEGMENT));
            if (file.isPresent()) {
                int from = SEGMENT.offsetOf(at);
                byte[] written = read(file.get());
                assertArrayEquals(
                        Arrays.copyOfRange(written, from, from + stored.length),
                        stored,
                        file.get().toString());
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
