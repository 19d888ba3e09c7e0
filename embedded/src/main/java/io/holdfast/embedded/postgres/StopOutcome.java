package io.holdfast.embedded.postgres;

import java.time.Duration;

/** What became of a request to stop: a server that hangs is an outcome to look at, not an error. */
public sealed interface StopOutcome {
    /** The server has ended. {@code exitCode} is 0 after a clean shutdown. */
    record Stopped(int exitCode) implements StopOutcome {}

    /** The server still runs after {@code waited}; the request to stop stands. */
    record TimedOut(Duration waited) implements StopOutcome {}
}
