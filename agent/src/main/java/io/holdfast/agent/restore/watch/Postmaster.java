package io.holdfast.agent.restore.watch;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.control.ClusterState;
import io.holdfast.postgres.control.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the data directory tells of the server on it. */
record Postmaster(Path data) {
    /** Whether the process that {@code postmaster.pid} names lives. */
    boolean isAlive() {
        try {
            String first =
                    Files.readString(data.resolve("postmaster.pid"))
                            .lines()
                            .findFirst()
                            .orElse("")
                            .strip();
            return first.matches("-?[0-9]{1,9}")
                    && ProcessHandle.of(Math.abs(Long.parseLong(first)))
                            .filter(ProcessHandle::isAlive)
                            .isPresent();
        } catch (IOException e) {
            // gone, or being written at this moment: the next look tells
            return false;
        }
    }

    Optional<ClusterState> state() {
        try {
            byte[] file = Files.readAllBytes(data.resolve(ControlFile.PATH));
            return Optional.of(ControlFile.parse(file).state());
        } catch (IOException | HoldfastException e) {
            return Optional.empty();
        }
    }

    /** Where a promotion left the old timeline: the end of the last record that was replayed. */
    Optional<Lsn> forkOf(TimelineId timeline) {
        try {
            byte[] file =
                    Files.readAllBytes(data.resolve("pg_wal/" + timeline.fixed() + ".history"));
            return TimelineHistory.parse(timeline, file)
                    .parent()
                    .map(TimelineHistory.Ancestor::switchpoint);
        } catch (IOException | HoldfastException e) {
            return Optional.empty();
        }
    }
}
