package io.holdfast.agent.run;

import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to when the schedule was attended to, across restarts: a run that fell into the agent's
 * absence is made up for. It is {@code schedule} in the agent's directory; an agent that has no
 * directory, because it was never enrolled, begins with its start.
 */
final class ScheduleMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleMemory.class);

    /** An agent that was away for longer begins anew. */
    private static final Duration LONGEST = Duration.ofDays(40);

    private final Path directory;

    ScheduleMemory(Path directory) {
        this.directory = directory;
    }

    private Path file() {
        return directory.resolve("schedule");
    }

    /** From when on runs are due. */
    Instant since(Instant now) {
        try {
            Instant kept = Instant.parse(Files.readString(file()).strip());
            boolean isUsable = kept.isBefore(now) && kept.isAfter(now.minus(LONGEST));
            return isUsable ? kept : now;
        } catch (NoSuchFileException e) {
            keep(now);
            return now;
        } catch (IOException | DateTimeException e) {
            LOG.warn("a backup that was missed is not made up for: {}: {}", file(), e, e);
            return now;
        }
    }

    void keep(Instant now) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            PrivateFile.write(file(), now + "\n");
        } catch (IOException e) {
            LOG.warn("after a restart a backup may be made up for that was made: {}", e, e);
        }
    }
}
