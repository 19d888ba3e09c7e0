package io.holdfast.cli.progress;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;

/** Live bars at the lower edge of what a terminal shows; they are repainted in place. */
final class TerminalPainter implements Painter {
    private static final int BAR = 24;

    private final TerminalLines lines;
    private final boolean blocks;

    TerminalPainter(Terminal terminal) {
        this.lines = new TerminalLines(terminal);
        this.blocks = terminal.encoding().equals(StandardCharsets.UTF_8);
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(100);
    }

    @Override
    public void paint(List<PhaseView> phases, String status) {
        List<String> shown = new ArrayList<>();
        for (PhaseView phase : phases) {
            String bar = phase.total().isPresent() ? bar(phase.fraction()) + " " : "";
            shown.add(phase.name() + " " + bar + phase.figures());
        }
        if (!status.isEmpty()) {
            shown.add(status);
        }
        lines.show(shown);
    }

    @Override
    public void keep(String line) {
        lines.keep(line);
    }

    @Override
    public void close() {
        lines.close();
    }

    private String bar(double fraction) {
        int full = (int) Math.round(fraction * BAR);
        return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : "-").repeat(BAR - full);
    }
}
