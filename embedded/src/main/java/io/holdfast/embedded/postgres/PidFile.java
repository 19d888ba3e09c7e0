package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** What {@code postmaster.pid} says (miscadmin.h and pidfile.h, LOCK_FILE_LINE_*). */
final class PidFile {
    /** Where the shared memory segment's key and id are. */
    static final int SEGMENT_LINE = 7;

    private static final int STATUS_LINE = 8;
    private static final Set<String> READY = Set.of("ready", "standby");

    private PidFile() {}

    /** Whether it was written by {@code pid}, and not left by an earlier run, and says ready. */
    static boolean isReady(Path data, long pid) {
        try {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() >= STATUS_LINE
                    && lines.getFirst().equals(Long.toString(pid))
                    && READY.contains(lines.get(STATUS_LINE - 1).strip());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.unreadable("postmaster.pid of " + data, e);
        }
    }
}
