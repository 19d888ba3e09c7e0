package io.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * WAL at a given rate, of content that does not compress well, and how far behind capture falls.
 */
final class BurstRun {
    private static final int STATEMENT_BYTES = 1 << 20;
    private static final long POLL_NANOS = 100_000_000;

    private BurstRun() {}

    /** What writes the WAL. */
    enum Source {
        /** Rows of 1 KB: the server works as hard as capture does. */
        ROWS("insert into burst select filler from burst_source"),
        /** The same bytes as messages in the WAL, which leaves the machine to capture. */
        MESSAGES("select count(pg_logical_emit_message(true, 'burst', filler)) from burst_source");

        private final String statement;

        Source(String statement) {
            this.statement = statement;
        }
    }

    static Map<String, Object> measure(
            Scene scene, Source source, long bytesPerSecond, Duration time) throws Exception {
        prepare(scene);
        Lsn start = lsn(scene);
        double cpu = scene.agentCpuSeconds();
        double others = scene.storesCpuSeconds();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> write(scene, source.statement, bytesPerSecond, began, end));
        long worst = 0;
        while (System.nanoTime() - end < 0) {
            worst = Math.max(worst, behind(scene.status()));
            LockSupport.parkNanos(POLL_NANOS);
        }
        writer.join();
        Lsn written = lsn(scene);
        double writeSeconds = (System.nanoTime() - began) / 1e9;
        while (acknowledged(scene.status()).isBefore(written)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("walBytes", written.minus(start));
        figures.put("writtenMegabytesPerSecond", written.minus(start) / 1e6 / writeSeconds);
        figures.put("capturedMegabytesPerSecond", written.minus(start) / 1e6 / seconds);
        figures.put("secondsToCatchUp", seconds - writeSeconds);
        figures.put("mostBytesBehind", worst);
        double gigabytes = written.minus(start) / 1e9;
        figures.put("agentCpuSecondsPerGigabyte", (scene.agentCpuSeconds() - cpu) / gigabytes);
        figures.put("storesCpuSecondsPerGigabyte", (scene.storesCpuSeconds() - others) / gigabytes);
        return figures;
    }

    private static void write(
            Scene scene, String statement, long bytesPerSecond, long began, long end) {
        long written = 0;
        while (System.nanoTime() - end < 0) {
            scene.server().execute(statement);
            written += STATEMENT_BYTES;
            long due = began + (long) (written * 1e9 / bytesPerSecond);
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
    }

    // random content, made beforehand: making it costs more than writing it
    static void prepare(Scene scene) {
        scene.server()
                .execute(
                        "drop table if exists burst, burst_source",
                        "create table burst (filler text)",
                        "create table burst_source as select (select string_agg(md5(random()::text"
                                + " || i * 32 + j), '') from generate_series(1, 32) j) as filler"
                                + " from generate_series(1, 1024) i");
    }

    private static long behind(JsonNode status) {
        long most = 0;
        for (JsonNode repository : status.path("repositories")) {
            most = Math.max(most, repository.path("bytesBehind").asLong());
        }
        return most;
    }

    private static Lsn acknowledged(JsonNode status) {
        return Lsn.parse(status.path("acknowledged").asText("0/0"));
    }

    private static Lsn lsn(Scene scene) {
        return Lsn.parse(scene.server().queryString("select pg_current_wal_flush_lsn()"));
    }
}
