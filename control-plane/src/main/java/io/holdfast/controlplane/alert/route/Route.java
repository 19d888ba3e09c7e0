package io.holdfast.controlplane.alert.route;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A way to people, or to what tells people. */
interface Route {
    /**
     * Tells it. Blocks, for ten seconds at most.
     *
     * @throws IOException it was not taken, and may be another time
     * @throws Refused it will never be taken
     */
    void send(Notice notice) throws IOException, InterruptedException;

    /** After how long a receiver must be told again that an alert fires, whoever looks after it. */
    default Optional<Duration> mustRepeat() {
        return Optional.empty();
    }

    /** The receiver does not take what it was told, and will not take it again either. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
