package io.holdfast.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MB = 1 << 20;

    private final AtomicLong now = new AtomicLong();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void linesTellHowMuchHowFastAndHowLongStill() {
        try (LiveProgress progress = lines();
                var phase = progress.begin("copying", 100 * MB)) {
            now.addAndGet(4 * SECOND);
            phase.advance(20 * MB);
            progress.tick();
        }

        assertEquals("copying: 20 MB of 100 MB (20 %), 5.0 MB/s, about 16 s left\n", text());
    }

    @Test
    void theRateForgetsASlowStart() {
        try (LiveProgress progress = lines();
                var phase = progress.begin("copying", 1000 * MB)) {
            for (int second = 0; second < 60; second++) {
                now.addAndGet(SECOND);
                phase.advance(second < 30 ? 0 : 10 * MB);
                progress.tick();
            }
        }

        assertTrue(
                text().endsWith("300 MB of 1000 MB (30 %), 10 MB/s, about 1m 10s left\n"), text());
    }

    @Test
    void aPhaseThatIsDoneLeavesOneLineAndOneThatFailedNone() {
        try (LiveProgress progress = lines()) {
            var good = progress.begin("copying", 2 * MB);
            var bad = progress.begin("checking", 2 * MB);
            good.advance(2 * MB);
            now.addAndGet(2 * SECOND);

            good.done();
            good.close();
            bad.close();
            progress.tick();
        }

        assertEquals("copying: 2.0 MB in 2.0 s\n", text());
    }

    @Test
    void aStatusIsPrintedWhenItChanges() {
        try (LiveProgress progress = lines()) {
            progress.status("waiting for WAL");
            progress.tick();
            progress.tick();
            progress.status("replaying");
            progress.tick();
        }

        assertEquals("waiting for WAL\nreplaying\n", text());
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        LiveProgress progress = lines();
        var phase = progress.begin("copying");

        progress.close();
        phase.done();
        progress.note("late");
        progress.tick();

        assertEquals("", text());
    }

    @Test
    void aTerminalGetsBarsNoWiderThanItself() throws IOException {
        Terminal terminal = terminal(60);
        try (LiveProgress progress = new LiveProgress(new TerminalPainter(terminal), now::get);
                var phase = progress.begin("copying", 4 * MB)) {
            now.addAndGet(SECOND);
            phase.advance(2 * MB);
            progress.status("a".repeat(100));
            progress.tick();
            progress.note("a line that stays");
            progress.tick();
        }

        assertTrue(text().contains("copying ████████████░░░░░░░░░░░░ 2.0 MB of"), text());
        assertTrue(text().contains("a line that stays"), text());
        assertTrue(text().contains("a".repeat(59)), text());
        assertFalse(text().contains("a".repeat(60)), text());
    }

    private LiveProgress lines() {
        var stream = new PrintStream(written, true, UTF_8);
        return new LiveProgress(new LinePainter(stream), now::get);
    }

    /** Not the builder's, which hands on what is written in its own time. */
    private Terminal terminal(int columns) throws IOException {
        var nothing = new ByteArrayInputStream(new byte[0]);
        Terminal terminal = new ExternalTerminal("test", "xterm", nothing, written, UTF_8);
        terminal.setSize(Size.of(columns, 24));
        return terminal;
    }

    private String text() {
        return written.toString(UTF_8).replace("\r", "");
    }
}
