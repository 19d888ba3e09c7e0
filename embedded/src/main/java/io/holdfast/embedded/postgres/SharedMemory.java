package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The System V segment by which a server sees that another still uses its data directory. A server
 * that is killed cannot remove it, and a machine has room for 4096 of them.
 */
final class SharedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);

    private static final String REMOVER = "ipcrm";

    private SharedMemory() {}

    /** Removes what the server of this pid has left. None of its processes may run any more. */
    static void release(Path data, long pid) throws IOException {
        Optional<String> segment = segment(data, pid);
        if (segment.isPresent() && Programs.onPath(REMOVER)) {
            remove(segment.get());
        }
    }

    /** {@code postmaster.pid} names the segment by key and id (pidfile.h). */
    private static Optional<String> segment(Path data, long pid) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            boolean isOurs = lines.getFirst().equals(Long.toString(pid));
            return isOurs && lines.size() >= PidFile.SEGMENT_LINE
                    ? Optional.of(lines.get(PidFile.SEGMENT_LINE - 1).strip().split(" +", -1)[1])
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            // it ended by itself, or had not begun
            return Optional.empty();
        }
    }

    private static void remove(String segment) throws IOException {
        Process removal =
                new ProcessBuilder(REMOVER, "-m", segment)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            int code = removal.waitFor();
            if (code != 0) {
                LOG.debug("shared memory segment {} was gone already: ipcrm {}", segment, code);
            }
        } catch (InterruptedException e) {
            throw Poll.interrupted(e);
        }
    }
}
