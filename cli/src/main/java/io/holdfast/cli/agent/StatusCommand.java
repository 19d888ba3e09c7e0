package io.holdfast.cli.agent;

import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast status}. */
@Command(
        name = "status",
        description = {
            "Ask the running agent how much would be lost now, for each repository.",
            "The exit code is 0 if the agent answers, however it fares, and 4 if none answers; for"
                    + " monitoring there is /health on the agent's page."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast status --config /etc/holdfast/holdfast.yaml")
public final class StatusCommand implements Runnable {
    @Mixin private ConfigOption config;

    private final Output output;

    public StatusCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Map<String, Object> status = AgentStatus.ask(config.read(SecretCheck.WHEN_USED).http());
        output.result(status, () -> print(status));
    }

    private void print(Map<String, Object> status) {
        output.line("The agent is " + text(status.get("phase")) + ".");
        failure(status, "The capture is interrupted: ");
        new Table("", "")
                        .row("  epoch", text(status.get("epoch")))
                        .row("  timeline", text(status.get("timeline")))
                        .row("  database has written", text(status.get("serverFlushed")))
                        .row("  acknowledged to it", text(status.get("acknowledged")))
                        .row("  slot", slot(status.get("slot")))
                        .lines()
                        .stream()
                        .skip(1)
                        .forEach(output::line);
        Table table = new Table("repository", "state", ">lag", ">behind", "frontier");
        List<Map<?, ?>> repositories = objects(status.get("repositories"));
        repositories.forEach(
                lane ->
                        table.row(
                                text(lane.get("name")),
                                text(lane.get("state")),
                                lag(lane),
                                behind(lane),
                                text(lane.get("frontier"))));
        table.lines().forEach(output::line);
        repositories.forEach(lane -> failure(lane, "Repository " + lane.get("name") + ": "));
        repositories.forEach(this::lacking);
    }

    private void lacking(Map<?, ?> lane) {
        if (!(lane.get("lacking") instanceof Map<?, ?> lacking)) {
            return;
        }
        if (number(lacking.get("backups")) > 0) {
            output.line(
                    "Repository %s lacks %d backups of the others, %s; they are copied to it."
                            .formatted(
                                    lane.get("name"),
                                    number(lacking.get("backups")),
                                    Human.bytes(number(lacking.get("bytes")))));
        }
        if (number(lacking.get("withoutWal")) > 0) {
            output.line(
                    "Repository %s lacks %d backups of the others, and the WAL that they need."
                            .formatted(lane.get("name"), number(lacking.get("withoutWal"))));
        }
        failure(lacking, "Repository %s could not be filled: ".formatted(lane.get("name")));
    }

    private void failure(Map<?, ?> of, String whose) {
        if (of.get("failure") instanceof Map<?, ?> failure) {
            output.line(whose + failure.get("message") + ". " + failure.get("hint"));
        }
    }

    private static String slot(@Nullable Object value) {
        return value instanceof Map<?, ?> slot
                ? "%s, %s, keeps %s on the primary"
                        .formatted(
                                slot.get("name"),
                                slot.get("walStatus"),
                                Human.bytes(number(slot.get("retainedBytes"))))
                : "unknown";
    }

    /** A lower bound is not the lag, and must not be taken for it. */
    private static String lag(Map<?, ?> lane) {
        if (!(lane.get("lagMillis") instanceof Number millis)) {
            return "unknown";
        }
        String lag = Human.duration(Duration.ofMillis(millis.longValue()));
        return isKnown(lane) ? lag : "unknown, over " + lag;
    }

    private static String behind(Map<?, ?> lane) {
        return isKnown(lane) ? Human.bytes(number(lane.get("bytesBehind"))) : "unknown";
    }

    private static boolean isKnown(Map<?, ?> lane) {
        return Boolean.TRUE.equals(lane.get("lagKnown"));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "unknown" : value.toString();
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList()
                : List.of();
    }
}
