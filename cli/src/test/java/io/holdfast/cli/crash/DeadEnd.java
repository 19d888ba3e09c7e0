package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.holdfast.cli.Await;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Path;

/** A data directory from which no server may come up. */
final class DeadEnd {
    private DeadEnd() {}

    /** Really starts a server there, which must end by itself without having been promoted. */
    static String assertIs(int major, Path data) throws Exception {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.open(major, data).setting("fsync", "off").launch()) {
            Await.until("the end of the server on " + data, () -> !server.isAlive());
            String log = server.log();
            assertNotEquals(0, server.exitCode().orElseThrow(), log);
            assertFalse(log.contains("ready to accept connections"), log);
            assertFalse(log.contains("archive recovery complete"), log);
            assertFalse(log.contains("selected new timeline"), log);
            return log;
        }
    }
}
