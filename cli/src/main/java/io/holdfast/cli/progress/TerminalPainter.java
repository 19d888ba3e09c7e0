package io.holdfast.cli.progress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/** Live bars at the lower edge of what a terminal shows; they are repainted in place. */
final class TerminalPainter implements Painter {
    private static final int BAR = 24;
    private static final int NARROWEST = 20;

    private final Terminal terminal;
    private final Display display;
    private final boolean blocks;

    TerminalPainter(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
        this.blocks = terminal.encoding().equals(StandardCharsets.UTF_8);
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(100);
    }

    @Override
    public void paint(List<PhaseView> phases, String status) {
        List<String> lines = new ArrayList<>();
        for (PhaseView phase : phases) {
            String bar = phase.total().isPresent() ? bar(phase.fraction()) + " " : "";
            lines.add(phase.name() + " " + bar + phase.figures());
        }
        if (!status.isEmpty()) {
            lines.add(status);
        }
        show(lines);
    }

    @Override
    public void keep(String line) {
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

    private void show(List<String> lines) {
        // The window may have been resized since. A line that wraps would be painted again and
        // again.
        int columns = Math.max(terminal.getSize().getColumns(), NARROWEST);
        int rows = Math.max(terminal.getSize().getRows(), 1);
        display.resize(Size.of(columns, rows));
        display.update(
                lines.stream()
                        .map(AttributedString::new)
                        .map(line -> line.columnSubSequence(0, columns - 1))
                        .toList(),
                -1);
        terminal.flush();
    }

    private String bar(double fraction) {
        int full = (int) Math.round(fraction * BAR);
        return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : "-").repeat(BAR - full);
    }
}
