package io.holdfast.embedded.postgres;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first start of a server, in a directory of its own that a failure removes again. */
final class Launch {
    private static final int PORT_TRIES = 5;

    private Launch() {}

    enum Wait {
        UNTIL_READY,
        NOT_AT_ALL
    }

    interface Planner {
        ServerPlan plan(Path root) throws IOException;
    }

    /**
     * Tells whose it is: what a killed JVM leaves in the temporary directory is known by its pid.
     */
    static String directoryPrefix() {
        return "holdfast-pg-" + ProcessHandle.current().pid() + "-";
    }

    static EmbeddedPostgres inOwnDirectory(Planner planner, Wait wait) {
        try {
            var root = Files.createTempDirectory(directoryPrefix());
            try {
                var plan = planner.plan(root);
                Files.createDirectories(plan.sockets());
                return onFreePort(plan, wait);
            } catch (IOException | RuntimeException e) {
                Trees.delete(root);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.didNotStart("postgresql", "cannot be started", "", e);
        }
    }

    private static EmbeddedPostgres onFreePort(ServerPlan first, Wait wait) throws IOException {
        var plan = first;
        for (var attempt = 1; ; attempt++) {
            var server = new EmbeddedPostgres(plan);
            try {
                server.launch();
                if (wait == Wait.UNTIL_READY) {
                    server.awaitReady();
                }
                return server;
            } catch (HoldfastException e) {
                server.abandon();
                if (attempt == PORT_TRIES || !Ports.isTaken(plan.login().port())) {
                    throw e;
                }
                plan = plan.onPort(Ports.free());
            }
        }
    }
}
