package io.holdfast.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged. Commands are quiet; an agent says what it does; --debug says all of it. */
final class Logs {
    private static final String OURS = "io.holdfast";

    private boolean isDetailed;

    /** What a long-running process tells. */
    void information() {
        level(OURS, Level.INFO);
    }

    /** Failures that nobody caused on purpose; does not take back what --debug asked for. */
    void errorsOnly() {
        if (!isDetailed) {
            level(OURS, Level.ERROR);
            level(Logger.ROOT_LOGGER_NAME, Level.ERROR);
        }
    }

    void debug() {
        isDetailed = true;
        level(OURS, Level.DEBUG);
        level(Logger.ROOT_LOGGER_NAME, Level.INFO);
    }

    private static void level(String logger, Level level) {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).setLevel(level);
    }
}
