package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What servers of this JVM leave on the machine. */
final class Traces {
    private Traces() {}

    /** The processes whose working directory is a data directory: PostgreSQL's live there. */
    static List<Long> processesIn(Path dataDirectory) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> workingDirectory(pid).filter(dataDirectory::equals).isPresent())
                .toList();
    }

    /** The own directories of this JVM's servers. */
    static List<Path> serverDirectories() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(
                            one ->
                                    one.getFileName()
                                            .toString()
                                            .startsWith(Launch.directoryPrefix()))
                    .toList();
        }
    }

    /** The id of the System V segment that {@code postmaster.pid} names. */
    static String sharedMemoryOf(Path dataDirectory) throws IOException {
        String line = Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(6);
        return line.strip().split(" +", -1)[1];
    }

    /** The ids of all System V segments of the machine. */
    static List<String> sharedMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream()
                .map(line -> line.strip().split(" +", -1)[1])
                .toList();
    }

    private static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")));
        } catch (IOException e) {
            // Ended meanwhile, or another user's.
            return Optional.empty();
        }
    }
}
