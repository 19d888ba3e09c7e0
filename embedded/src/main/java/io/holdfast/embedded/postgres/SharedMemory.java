package io.holdfast.embedded.postgres;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The System V segment by which a server sees that another still uses its data directory. A server
 * that is killed cannot remove it, and a machine has room for 4096 of them.
 */
final class SharedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
    private static final String REMOVER = "ipcrm";

    private SharedMemory() {}

    /** Removes what a server has left whose processes have all ended, where ipcrm is to be had. */
    static void remove(String segment) throws IOException {
        if (Programs.onPath(REMOVER)) {
            run(segment);
        }
    }

    private static void run(String segment) throws IOException {
        Process removal =
                new ProcessBuilder(REMOVER, "-m", segment)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            int code = removal.waitFor();
            if (code != 0) {
                // after a second kill it is gone
                LOG.debug("ipcrm -m {} ended with {}", segment, code);
            }
        } catch (InterruptedException e) {
            throw Poll.interrupted(e);
        }
    }
}
