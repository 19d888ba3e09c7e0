package io.holdfast.cli.progress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/** Lines at the lower edge of what a terminal shows, repainted in place where they changed. */
final class TerminalLines implements Screen {
    private static final int NARROWEST = 20;

    private final Terminal terminal;
    private final Display display;

    TerminalLines(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
    }

    @Override
    public void show(List<String> lines) {
        // The window may have been resized since. A line that wraps would be painted again and
        // again, and so would one above the upper edge.
        int columns = Math.max(terminal.getSize().getColumns(), NARROWEST);
        int rows = Math.max(terminal.getSize().getRows(), 1);
        display.resize(Size.of(columns, rows));
        display.update(
                lines.stream()
                        .limit(rows)
                        .map(AttributedString::new)
                        .map(line -> line.columnSubSequence(0, columns - 1))
                        .toList(),
                -1);
        terminal.flush();
    }

    /** Prints a line that stays, above those that are repainted. */
    void keep(String line) {
        show(List.of());
        terminal.writer().println(line);
        terminal.flush();
        display.reset();
    }

    @Override
    public void close() {
        show(List.of());
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
