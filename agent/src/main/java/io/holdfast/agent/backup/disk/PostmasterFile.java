package io.holdfast.agent.backup.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says ({@code utils/pidfile.h}).
 *
 * @param dataDirectory as the server sees it
 * @param startedAt seconds since 1970; somewhat before {@code pg_postmaster_start_time()}
 */
public record PostmasterFile(long pid, String dataDirectory, long startedAt, int port) {
    private static final String NAME = "postmaster.pid";
    private static final int LINES = 4;

    /** Empty if there is none, or none of a server that accepts connections. */
    public static Optional<PostmasterFile> read(Path data) throws IOException {
        try {
            // one char a byte: a path need not be UTF-8
            return parse(Files.readAllLines(data.resolve(NAME), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<PostmasterFile> parse(List<String> lines) {
        if (lines.size() < LINES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new PostmasterFile(
                            Long.parseLong(lines.get(0).strip()),
                            lines.get(1),
                            Long.parseLong(lines.get(2).strip()),
                            Integer.parseInt(lines.get(3).strip())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
