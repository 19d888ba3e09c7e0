package io.holdfast.cli.progress;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;

/** Opens the kind of progress that suits who is watching the error stream. */
public final class ProgressDisplay {
    private final PrintStream errors;
    private final LongSupplier nanos;

    /**
     * @param errors the error stream of this process
     * @param nanos a clock that only goes forward, in nanoseconds
     */
    public ProgressDisplay(PrintStream errors, LongSupplier nanos) {
        this.errors = errors;
        this.nanos = nanos;
    }

    /**
     * On a terminal, live bars; else lines every few seconds, or nothing at all if the answer is
     * JSON. The caller closes it before it writes its answer.
     */
    public Progress open(boolean json) {
        Optional<Terminal> terminal = terminal();
        if (terminal.isPresent()) {
            return new LiveProgress(new TerminalPainter(terminal.get()), nanos).start();
        }
        return json
                ? new SilentProgress()
                : new LiveProgress(new LinePainter(errors), nanos).start();
    }

    /** The terminal behind the error stream, if it is one that can move its cursor. */
    private static Optional<Terminal> terminal() {
        try {
            return Optional.of(
                    TerminalBuilder.builder()
                            .system(true)
                            .systemOutput(SystemOutput.SysErr)
                            .dumb(false)
                            .nativeSignals(false)
                            .build());
        } catch (IOException | IllegalStateException e) {
            // JLine's way to say that there is no terminal.
            return Optional.empty();
        }
    }
}
