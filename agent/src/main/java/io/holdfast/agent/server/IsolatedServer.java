package io.holdfast.agent.server;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A server on a restored directory that nobody else can reach: it listens on no network, logs in
 * whoever can open its socket, and runs no work but what it is asked for (T85). Its directory is
 * thrown away afterwards: nothing is synced to disk.
 */
public final class IsolatedServer implements AutoCloseable {
    /** Names the socket; no port is opened. */
    public static final int PORT = 5432;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(5);
    private static final int KILLED = 128 + 9;

    /** PostgreSQL's {@code LogChildExit}, in the language that {@link Isolation} asks for. */
    private static final Pattern CHILD_ENDED =
            Pattern.compile("exited with exit code|was terminated by signal");

    private final Path data;
    private final Path room;
    private final ServerProcess process;

    private IsolatedServer(Path data, Path room, ServerProcess process) {
        this.data = data;
        this.room = room;
        this.process = process;
    }

    /**
     * Returns when the process runs, which says nothing of the server.
     *
     * @param room an empty directory with a short path, of the server alone
     * @throws HoldfastException {@code server-not-run}, {@code server-as-root}, {@code
     *     scratch-path-too-long}
     */
    public static IsolatedServer start(ServerBinaries binaries, Path data, Path room) {
        try {
            ServerRoom.furnish(room);
            List<String> command = new ArrayList<>(RunningUser.wrapper(room));
            command.add(binaries.postgres().toString());
            command.addAll(List.of("-D", data.toString()));
            Isolation.settings(binaries.major(), data, room)
                    .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            return new IsolatedServer(
                    data, room, ServerProcess.start(command, ServerRoom.log(room)));
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "server-not-run",
                    "postgresql in " + binaries.directory() + " cannot be run: " + e,
                    "Check that this user may run it and write to the scratch directory.",
                    e);
        }
    }

    /** For a connection, in the place of a host; the port is {@link #PORT}. */
    public Path socketDirectory() {
        return ServerRoom.sockets(room);
    }

    /** Waits until the server has claimed its data directory; false if it ended before. */
    public boolean awaitClaim(Duration patience) throws InterruptedException {
        Path claim = data.resolve("postmaster.pid");
        long looks = patience.toMillis() / ServerProcess.LOOK_EVERY.toMillis();
        for (long i = 0; i < looks && process.isAlive() && !Files.exists(claim); i++) {
            Thread.sleep(ServerProcess.LOOK_EVERY);
        }
        return process.isAlive() && Files.exists(claim);
    }

    /**
     * How the server came to its end, if that says nothing of its data: it was shut down, or killed
     * by SIGKILL, which the kernel sends when memory is short and PostgreSQL never begins with.
     * Empty if it ended by itself, or runs.
     */
    public Optional<String> endedFromOutside() throws InterruptedException {
        OptionalInt code = process.exitCode(EXIT_PATIENCE);
        if (code.isPresent() && code.getAsInt() == 0) {
            return Optional.of("was shut down");
        }
        boolean wasKilled = code.isPresent() && code.getAsInt() == KILLED;
        return wasKilled || wasChildKilled() ? Optional.of("was killed") : Optional.empty();
    }

    // After the first of its processes the postmaster may kill the others itself.
    private boolean wasChildKilled() {
        return log().stream()
                .filter(line -> CHILD_ENDED.matcher(line).find())
                .findFirst()
                .filter(line -> line.contains("by signal 9"))
                .isPresent();
    }

    /** The end of its log; what it says is for people. */
    public List<String> lastWords(int lines) {
        List<String> all = log();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private List<String> log() {
        try {
            // its encoding is the server's business
            return Files.readString(ServerRoom.log(room), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the server's log is unreadable", e);
        }
    }

    /** Stops it at once; returns when no process of it is left. Idempotent. */
    @Override
    public void close() {
        process.end(STOP_PATIENCE);
    }
}
