package io.holdfast.postgres.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected values are pg_xact_commit_timestamp's and pg_create_restore_point's answers. */
class CommitRecordsTest {
    @ParameterizedTest
    @DisplayName("T2: the commits and restore points of a stretch are those the server told")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void stopsAreThoseTheServerTold(int major) {
        RealWal wal = RealWal.of(major);
        List<CommitRecords.Stop> stops = stops(wal, major);

        assertEquals(
                wal.expected(),
                stops.stream()
                        .map(CommitRecordsTest::line)
                        .filter(wal.expected()::contains)
                        .toList());
        for (CommitRecords.Stop stop : stops) {
            assertTrue(stop.lsn().isBefore(stop.end()));
            assertTrue(stop.time().isAfter(Instant.parse("2020-01-01T00:00:00Z")));
        }
    }

    private static List<CommitRecords.Stop> stops(RealWal wal, int major) {
        List<CommitRecords.Stop> stops = new ArrayList<>();
        Lsn start = wal.start();
        new WalRecordReader(
                        start,
                        RealWal.SIZE,
                        8192,
                        record -> CommitRecords.parse(record, major).ifPresent(stops::add))
                .feed(wal.from(start));
        return stops;
    }

    private static String line(CommitRecords.Stop stop) {
        return switch (stop) {
            case CommitRecords.RestorePoint point -> restorePoint(point);
            case CommitRecords.TransactionEnd end ->
                    "%s%s %d %s"
                            .formatted(
                                    end.committed() ? "commit" : "abort",
                                    end.prepared() ? "-prepared" : "",
                                    end.xid().orElseThrow(),
                                    end.committed() ? micros(end.time()) : "-");
        };
    }

    private static String restorePoint(CommitRecords.RestorePoint point) {
        String separator = point.name().contains(" ") ? "|" : " ";
        return "restore-point " + point.name() + separator + point.end();
    }

    private static String micros(Instant time) {
        return Long.toString(Instant.EPOCH.until(time, ChronoUnit.MICROS));
    }
}
