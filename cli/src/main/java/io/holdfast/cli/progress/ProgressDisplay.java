package io.holdfast.cli.progress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;

/** Opens the kind of progress that suits who is watching the error stream. */
public final class ProgressDisplay {
    /** Whatever is behind the error stream; stat(2) follows the link. */
    private static final Path ERRORS = Path.of("/dev/stderr");

    private static final int FILE_TYPE = 0xF000;
    private static final int CHARACTER_DEVICE = 0x2000;

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

    /** A terminal to show lines on; empty if there is none. The caller closes it. */
    public Optional<Screen> screen() {
        return terminal().map(TerminalLines::new);
    }

    /**
     * The terminal behind the error stream, if it is one that can move its cursor. JLine's native
     * library and its helper processes are left out: the one has to be unpacked into a directory
     * that may forbid to run it, and the others are started by every command that has no terminal.
     */
    private static Optional<Terminal> terminal() {
        if (!mayBeTerminal()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    TerminalBuilder.builder()
                            .system(true)
                            .systemOutput(SystemOutput.SysErr)
                            .jni(false)
                            .exec(false)
                            .dumb(false)
                            .nativeSignals(false)
                            .build());
        } catch (IOException | IllegalStateException e) {
            // JLine's way to say that there is no terminal.
            return Optional.empty();
        }
    }

    /** Asked first, for it spares commands in scripts the loading of JLine. */
    private static boolean mayBeTerminal() {
        try {
            int mode = (int) Files.getAttribute(ERRORS, "unix:mode");
            return (mode & FILE_TYPE) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException e) {
            // what the system does not tell, JLine finds out
            return true;
        }
    }
}
