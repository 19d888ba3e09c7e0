package io.holdfast.cli.progress;

import java.time.Duration;
import java.util.List;

/** Brings progress before people's eyes. Called by one thread at a time. */
interface Painter extends AutoCloseable {
    /** How often to paint. */
    Duration every();

    /** Shows the phases under way and, if it is not empty, the status line. */
    void paint(List<PhaseView> phases, String status);

    /** Prints a line that stays. */
    void keep(String line);

    @Override
    void close();
}
