package io.holdfast.cli.wal;

import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.cli.error.Failures;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.options.Reached;
import io.holdfast.cli.options.RepositoryOption;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast wal}. */
@Command(
        name = "wal",
        description = {
            "Show what WAL each repository holds: who wrote it (the epochs), from where to where"
                    + " nothing is missing, and what is missing for ever (the gaps).",
            "A repository that cannot be read is named; the command fails only if none can be read."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast wal --config /etc/holdfast/holdfast.yaml")
public final class WalCommand implements Runnable {
    @Mixin private ConfigOption config;
    @Mixin private RepositoryOption chosen;

    private final Output output;
    private final RandomGenerator random;

    public WalCommand(Output output, RandomGenerator random) {
        this.output = output;
        this.random = random;
    }

    @Override
    public void run() {
        try (var all =
                new ConfiguredRepositories(
                        config.read(SecretCheck.WHEN_USED), new SimpleMeterRegistry(), random)) {
            Reached<HeldWal> held = chosen.ask(all, HeldWal::of);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("repositories", held.answers());
            answer.put("unreadable", Failures.json(held.failures()));
            output.result(answer, () -> print(held));
        }
    }

    private void print(Reached<HeldWal> held) {
        held.answers().forEach(this::print);
        held.failures().forEach((name, e) -> output.line(Failures.line(name, e)));
    }

    private void print(String repository, HeldWal held) {
        if (held.window().isEmpty()) {
            output.line("Repository " + repository + " holds no WAL: no agent has captured yet.");
            return;
        }
        HeldWal.Window window = held.window().get();
        output.line(
                "Repository %s holds WAL without a hole from %s to %s%s."
                        .formatted(
                                repository,
                                window.start(),
                                window.frontier(),
                                window.sampledAt()
                                        .map(at -> ", written until " + Human.time(at))
                                        .orElse("")));
        epochs(held.epochs()).lines().forEach(line -> output.line("  " + line));
        held.epochs().forEach(this::damage);
        if (held.gaps().isEmpty()) {
            output.line("  No gap is recorded.");
        } else {
            gaps(held.gaps()).lines().forEach(line -> output.line("  " + line));
        }
        output.line("");
    }

    private void damage(HeldWal.HeldEpoch epoch) {
        epoch.damage()
                .ifPresent(
                        why ->
                                output.line(
                                        "  Attention: epoch %s cannot be read beyond %s: %s"
                                                .formatted(epoch.epoch(), epoch.end(), why)));
    }

    private static Table epochs(List<HeldWal.HeldEpoch> epochs) {
        Table table =
                new Table(
                        "epoch",
                        ">timeline",
                        "instance",
                        "start",
                        "end",
                        "began as",
                        "sealed",
                        "taken");
        epochs.forEach(
                epoch ->
                        table.row(
                                epoch.epoch(),
                                epoch.timeline(),
                                epoch.instance(),
                                epoch.start(),
                                epoch.end(),
                                epoch.reason().name().toLowerCase(Locale.ROOT),
                                epoch.isSealed() ? "yes" : "no",
                                Human.time(epoch.createdAt())));
        return table;
    }

    private static Table gaps(List<GapRecord> gaps) {
        Table table = new Table("gap from", "to", ">timeline", "found", "reason");
        gaps.forEach(
                gap ->
                        table.row(
                                gap.start(),
                                gap.end(),
                                gap.timeline(),
                                Human.time(gap.foundAt()),
                                gap.reason()));
        return table;
    }
}
