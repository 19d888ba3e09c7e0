package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.GuidePage.Block;
import io.holdfast.cli.GuidePage.How;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Does what a page says, in its order, and compares what it shows. Closing it ends all of it. */
final class GuideReader implements AutoCloseable {
    private final GuideScene scene;
    private Shell.@Nullable Running staying;
    private Supplier<String> said = () -> "";

    GuideReader(GuideScene scene) {
        this.scene = scene;
    }

    void read(GuidePage page) throws IOException, InterruptedException {
        for (Block block : page.blocks()) {
            switch (block.kind()) {
                case SH -> commands(page, block);
                case SQL -> scene.sql(block.text());
                case YAML -> scene.configuration(block.text());
                case HBA -> {
                    // was there before the server started
                }
                case TEXT -> printed(page, block);
            }
        }
    }

    private void commands(GuidePage page, Block block) throws IOException, InterruptedException {
        String script = scene.here(block.text());
        scene.expect(script);
        switch (block.how()) {
            case How.ToItsEnd _ -> {
                Shell.Ran ran = scene.shell().run("set -e\n" + script);
                assertEquals(0, ran.exitCode(), () -> page.name() + ": " + ran);
                assertFalse(ran.err().contains("\tat "), ran::toString);
                // while something else stays, what is shown next is what that says
                if (staying == null) {
                    said = ran::out;
                }
            }
            case How.Stays _ -> {
                if (staying != null) {
                    awaitEndOfWhatStays();
                }
                Shell.Running running = scene.shell().start("exec " + script.strip());
                staying = running;
                said = () -> running.out() + running.err();
                running.awaitOutput(scene.announcement(script));
                scene.keepPassword(running.out());
            }
            case How.Interrupted interrupted -> {
                Shell.Running running = scene.shell().start("set -e\n" + script);
                try {
                    running.awaitOutput(interrupted.at());
                } finally {
                    Shell.end(running.process());
                    scene.deleteTarget(script);
                }
            }
            case How.NotCarriedOut _ -> {
                // the page says why
            }
        }
    }

    /** Figures and times differ; what stands between them does not. */
    private void printed(GuidePage page, Block block) throws InterruptedException {
        for (String line : block.text().lines().filter(l -> !l.isBlank()).toList()) {
            Pattern shown = pattern(line.strip());
            Await.until(
                    page.name() + " shows: " + line + ", in:\n" + said.get(),
                    () -> shown.matcher(said.get()).find() || hasEnded());
            assertTrue(
                    shown.matcher(said.get()).find(),
                    () -> page.name() + " shows: " + line + ", and there was:\n" + said.get());
        }
    }

    private boolean hasEnded() {
        return staying == null || !staying.process().isAlive();
    }

    private static Pattern pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        for (String word : line.split("\\s+", -1)) {
            String plain = word.replaceAll("[.,;]+$", "");
            boolean isFigure = plain.matches(".*[0-9/:].*") || plain.isEmpty();
            pattern.append(isFigure ? ".*" : Pattern.quote(plain) + "\\S*\\s+");
        }
        return Pattern.compile(pattern.toString().replaceAll("\\\\s\\+$", ""));
    }

    /** What stayed must have come to its end by itself. */
    void awaitEndOfWhatStays() throws InterruptedException {
        Shell.Running running = Objects.requireNonNull(staying);
        Await.until("the end of what stays", () -> !running.process().isAlive());
        assertEquals(0, running.process().exitValue(), () -> running.out() + running.err());
        staying = null;
    }

    /** Sends what stays a SIGTERM, as a service manager does. */
    void terminateWhatStays() throws InterruptedException {
        Shell.end(Objects.requireNonNull(staying).process());
        staying = null;
    }

    @Override
    public void close() throws InterruptedException {
        if (staying != null) {
            Shell.end(staying.process());
        }
    }
}
