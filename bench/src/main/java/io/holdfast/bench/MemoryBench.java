package io.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how much memory the agent has resident: after a cluster of some size was written at full
 * speed, after its agent backed it up while WAL is written, and after a repository has stalled.
 *
 * <p>{@code java -cp ... io.holdfast.bench.MemoryBench [gigabytes] [WAL MB/s meanwhile] [stall
 * seconds]}; defaults 3, 5, 60. Prints one JSON object.
 */
public final class MemoryBench {
    private static final int STATEMENT_BYTES = 1 << 20;
    private static final long POLL_NANOS = 500_000_000;
    private static final Duration TIME_TO_FILL_A_GIGABYTE = Duration.ofMinutes(2);

    private MemoryBench() {}

    public static void main(String[] arguments) throws Exception {
        long gigabytes = CaptureBench.argument(arguments, 0, 3);
        long megabytesPerSecond = CaptureBench.argument(arguments, 1, 5);
        Duration stall = Duration.ofSeconds(CaptureBench.argument(arguments, 2, 60));
        Map<String, Object> figures = new LinkedHashMap<>();
        Instant due = Instant.now().plus(TIME_TO_FILL_A_GIGABYTE.multipliedBy(gigabytes));
        try (Scene scene = Scene.openToStall(due.atOffset(ZoneOffset.UTC).getMinute())) {
            BurstRun.prepare(scene);
            fill(scene, gigabytes << 30);
            figures.put("filledPeakResidentBytes", scene.agentPeakResidentBytes());
            try (Background writer = Background.start(scene, megabytesPerSecond << 20)) {
                figures.put("backupSeconds", backUp(scene));
                figures.put("backedUpPeakResidentBytes", scene.agentPeakResidentBytes());
                scene.way().stall();
                LockSupport.parkNanos(stall.toNanos());
                figures.put("stallSeconds", stall.toSeconds());
                figures.put("stalledPeakResidentBytes", scene.agentPeakResidentBytes());
                scene.way().resume();
            }
        }
        System.out.println(new ObjectMapper().writeValueAsString(figures));
    }

    private static void fill(Scene scene, long bytes) {
        for (long written = 0; written < bytes; written += 16L * STATEMENT_BYTES) {
            scene.server()
                    .execute(
                            "insert into burst select filler from burst_source,"
                                    + " generate_series(1, 16)");
        }
    }

    /** The seconds from when a backup is due to when it is complete in the first repository. */
    private static double backUp(Scene scene) throws Exception {
        Instant since = Instant.now();
        while (!scene.isBackedUpSince(since)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Duration.between(since, Instant.now()).toMillis() / 1e3;
    }

    /** WAL at a given rate until it is closed. */
    private static final class Background implements AutoCloseable {
        private final Thread thread;
        private volatile boolean stopped;

        private Background(Scene scene, long bytesPerSecond) {
            this.thread = Thread.ofPlatform().start(() -> write(scene, bytesPerSecond));
        }

        static Background start(Scene scene, long bytesPerSecond) {
            return new Background(scene, bytesPerSecond);
        }

        private void write(Scene scene, long bytesPerSecond) {
            while (!stopped) {
                scene.server().execute("insert into burst select filler from burst_source");
                LockSupport.parkNanos(1_000_000_000L * STATEMENT_BYTES / bytesPerSecond);
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
