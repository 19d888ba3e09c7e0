package io.holdfast.agent.server;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own it does not see that it is: it
 * takes itself for nobody, while its files belong to root. Both wrappers replace themselves by what
 * they run, so that the process id is the server's.
 */
final class RunningUser {
    private RunningUser() {}

    /** What to put before the command. */
    static List<String> wrapper(Path ownFile) throws IOException {
        List<String> wrapper = new ArrayList<>();
        if (Objects.equals(Files.getAttribute(ownFile, "unix:uid"), 0)) {
            if (!isOnPath("unshare")) {
                throw new HoldfastException(
                        ErrorCategory.REFUSED,
                        "server-as-root",
                        "postgresql does not run as root, and there is no unshare to run it with",
                        "Run the command as the user that runs PostgreSQL, usually postgres.");
            }
            wrapper.addAll(List.of("unshare", "-U"));
        }
        // ends the server when this process is killed and can do nothing any more
        if (isOnPath("setpriv")) {
            wrapper.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
        }
        return wrapper;
    }

    private static boolean isOnPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
