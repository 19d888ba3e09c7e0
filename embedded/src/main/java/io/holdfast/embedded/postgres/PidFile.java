package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What {@code postmaster.pid} says (miscadmin.h and pidfile.h, LOCK_FILE_LINE_*). */
final class PidFile {
    private static final int SEGMENT_LINE = 7;
    private static final int STATUS_LINE = 8;
    private static final Set<String> READY = Set.of("ready", "standby");

    private PidFile() {}

    /** Whether it was written by {@code pid}, and not left by an earlier run, and says ready. */
    static boolean isReady(Path data, long pid) {
        return line(data, pid, STATUS_LINE).filter(READY::contains).isPresent();
    }

    /** The id of the System V segment that {@code pid} made; its line holds the key and the id. */
    static Optional<String> sharedMemory(Path data, long pid) {
        return line(data, pid, SEGMENT_LINE).map(line -> line.split(" +", -1)[1]);
    }

    /** Empty if another process wrote the file, or this one has not come as far. */
    private static Optional<String> line(Path data, long pid, int number) {
        try {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() >= number && lines.getFirst().equals(Long.toString(pid))
                    ? Optional.of(lines.get(number - 1).strip())
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failures.unreadable("postmaster.pid of " + data, e);
        }
    }
}
