package io.holdfast.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Plain lines every few seconds, for logs and pipes. */
final class LinePainter implements Painter {
    private final PrintStream stream;
    private String lastStatus = "";

    LinePainter(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void paint(List<PhaseView> phases, String status) {
        phases.forEach(phase -> keep(phase.name() + ": " + phase.figures()));
        if (!status.equals(lastStatus)) {
            lastStatus = status;
            keep(status);
        }
    }

    @Override
    public void keep(String line) {
        stream.println(line);
        stream.flush();
    }

    @Override
    public void close() {
        stream.flush();
    }
}
