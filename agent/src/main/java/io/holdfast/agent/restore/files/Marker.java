package io.holdfast.agent.restore.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that says that a data directory is half restored. While it is there {@code
 * global/pg_control} is not, so that no server starts (T14).
 */
final class Marker {
    static final String NAME = "holdfast.restore-incomplete";

    private Marker() {}

    static void put(Path data, String backup) throws IOException {
        Files.writeString(
                data.resolve(NAME),
                "The restore of backup " + backup + " into this directory has not ended.\n");
        Durable.directory(data);
    }

    static boolean isIn(Path data) {
        return Files.exists(data.resolve(NAME));
    }

    static void remove(Path data) throws IOException {
        Files.delete(data.resolve(NAME));
        Durable.directory(data);
    }
}
