package io.holdfast.cli.lag;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.cli.progress.Screen;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.LagGrpc;
import io.holdfast.proto.v1.WatchLagRequest;
import io.holdfast.proto.v1.WatchLagResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code holdfast watch}. */
@Command(
        name = "watch",
        description = {
            "Watch how much would be lost now, for every database, until Ctrl-C. What is not known"
                    + " is shown as unknown.",
            "Without a terminal a table is printed every five seconds; with --json, one JSON object"
                    + " on a line for each change."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast watch")
public final class WatchCommand implements Runnable {
    private static final Duration REPAINT = Duration.ofMillis(500);
    private static final Duration REPRINT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Output output;
    private final Logins logins;
    private final ProgressDisplay display;
    private final InstantSource clock;

    public WatchCommand(
            Output output, Logins logins, ProgressDisplay display, InstantSource clock) {
        this.output = output;
        this.logins = logins;
        this.display = display;
        this.clock = clock;
    }

    @Override
    public void run() {
        WatchedLag watched = new WatchedLag();
        // what is wrong with the login is said at once, and not tried again
        PlaneConnection first = logins.open();
        Thread reader = Thread.ofVirtual().name("watch").start(() -> read(first, watched));
        Optional<Screen> screen = output.json() ? Optional.empty() : display.screen();
        try {
            while (reader.isAlive()) {
                if (!output.json()) {
                    show(screen, watched);
                }
                reader.join(screen.isPresent() ? REPAINT : REPRINT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            screen.ifPresent(Screen::close);
        }
        watched.throwIfRefused();
    }

    private void read(PlaneConnection first, WatchedLag watched) {
        PlaneConnection connection = first;
        try {
            while (true) {
                try (PlaneConnection open = connection) {
                    open.stream(
                            LagGrpc::newBlockingStub,
                            stub ->
                                    take(
                                            stub.watchLag(WatchLagRequest.getDefaultInstance()),
                                            watched));
                } catch (HoldfastException e) {
                    if (e.category() != ErrorCategory.TRANSIENT) {
                        watched.refused(e);
                        return;
                    }
                    watched.lost(e);
                }
                Thread.sleep(PAUSE);
                connection = logins.open();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (HoldfastException e) {
            watched.refused(e);
        }
    }

    private boolean take(Iterator<WatchLagResponse> answers, WatchedLag watched) {
        boolean isFirst = true;
        while (answers.hasNext()) {
            WatchLagResponse answer = answers.next();
            watched.take(answer, isFirst, clock.instant());
            isFirst = false;
            output.jsonLine(MessageTree.of(answer));
        }
        return isFirst;
    }

    private void show(Optional<Screen> screen, WatchedLag watched) {
        List<String> lines = new ArrayList<>();
        Instant now = clock.instant();
        Optional<Instant> heard = watched.heardAt();
        if (heard.isEmpty()) {
            lines.add(watched.trouble(now).orElse("Asking the control plane."));
        } else {
            watched.trouble(now)
                    .ifPresent(
                            reason -> {
                                lines.add(reason);
                                lines.add(
                                        "What follows was true "
                                                + Human.ago(heard.get(), now)
                                                + "; what is true now is unknown.");
                                lines.add("");
                            });
            lines.addAll(LagLines.of(watched.clusters(now)));
        }
        if (screen.isPresent()) {
            screen.get().show(lines);
        } else {
            output.line(Human.time(now));
            lines.forEach(output::line);
            output.line("");
        }
    }
}
