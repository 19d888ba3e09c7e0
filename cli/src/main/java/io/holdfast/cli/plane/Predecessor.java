package io.holdfast.cli.plane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The PostgreSQL of a control plane that was killed: the kernel takes the postmaster along, and its
 * children leave a moment later, when they notice. No other can start on their data directory
 * before.
 */
final class Predecessor {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Predecessor() {}

    /** Waits until they are gone, or for half a minute: the start says then what is wrong. */
    static void awaitEnd(Path data) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (isInUse(data) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // A postmaster that is dead, and that its new parent has not buried yet, still counts for the
    // next one (miscinit.c, CreateLockFile). All its children work in the data directory
    // (postmaster.c, ChangeToDataDir).
    private static boolean isInUse(Path data) {
        return isThere(data.resolve("postmaster.pid"))
                || ProcessHandle.allProcesses()
                        .map(process -> Path.of("/proc", Long.toString(process.pid()), "cwd"))
                        .flatMap(Predecessor::target)
                        .anyMatch(data.toAbsolutePath()::equals);
    }

    private static boolean isThere(Path pidFile) {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .filter(pid -> Files.exists(Path.of("/proc", pid.strip())))
                    .isPresent();
        } catch (IOException e) {
            // it was stopped in good order, or never started
            return false;
        }
    }

    private static Stream<Path> target(Path link) {
        try {
            return Stream.of(Files.readSymbolicLink(link));
        } catch (IOException | UnsupportedOperationException e) {
            // somebody else's process, or one that has just ended
            return Stream.empty();
        }
    }
}
