package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a restore led to: a server that was recovered by the command, to the end. */
final class Restored {
    private Restored() {}

    /** Looks into a restored server. */
    interface Look<T> {
        T at(EmbeddedPostgres server) throws Exception;
    }

    /** Restores by the command in a process of its own, and looks into the server. */
    static <T> T look(Scene scene, int major, Look<T> look, String... options) throws Exception {
        Path data = Files.createTempDirectory(scene.folder(), "restored").resolve("data");
        return lookInto(data, scene, major, look, options);
    }

    /** As {@link #look}, in a place that may hold something already. */
    static <T> T lookInto(Path data, Scene scene, int major, Look<T> look, String... options)
            throws Exception {
        String[] command = {"restore", "--target", data.toString()};
        try (ChildCommand restore = scene.start(joined(command, options))) {
            restore.awaitOutput("pg_ctl -D '" + data + "' start");
            return recover(restore, major, data, look);
        }
    }

    private static <T> T recover(ChildCommand restore, int major, Path data, Look<T> look)
            throws Exception {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.open(major, data).setting("fsync", "off").start()) {
            assertEquals(0, restore.awaitEnd(), () -> restore.out() + restore.err() + server.log());
            return look.at(server);
        }
    }

    private static String[] joined(String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
