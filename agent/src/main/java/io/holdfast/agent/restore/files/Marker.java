package io.holdfast.agent.restore.files;

import io.holdfast.postgres.SystemIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that says that a data directory is half restored. Nothing else is changed there before
 * {@code global/pg_control} is gone, and that comes last again, so that no server starts (T14).
 */
final class Marker {
    static final String NAME = "holdfast.restore-incomplete";

    private static final Pattern CLUSTER = Pattern.compile("(?m)^system identifier: (\\d{1,20})$");

    private Marker() {}

    static void put(Path data, String backup, SystemIdentifier cluster) throws IOException {
        String text =
                "The restore of backup %s into this directory has not ended.\nsystem identifier: %s\n"
                        .formatted(backup, cluster);
        Durable.file(
                data.resolve(NAME), text.getBytes(StandardCharsets.UTF_8), Durable.OWNER_ONLY_FILE);
        Durable.directory(data);
    }

    static boolean isIn(Path data) {
        return Files.exists(data.resolve(NAME));
    }

    /** What a crash leaves of a restore that had not begun to write. */
    static boolean isDraft(Path file) {
        return file.endsWith(NAME + Durable.DRAFT);
    }

    /** Of which cluster the files are; empty if the marker does not say. */
    static Optional<SystemIdentifier> cluster(Path data) throws IOException {
        Matcher cluster =
                CLUSTER.matcher(Files.readString(data.resolve(NAME), StandardCharsets.UTF_8));
        return cluster.find()
                ? Optional.of(SystemIdentifier.parse(cluster.group(1)))
                : Optional.empty();
    }

    static void remove(Path data) throws IOException {
        Files.delete(data.resolve(NAME));
        Durable.directory(data);
    }
}
