package io.holdfast.cli.backup;

import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.cli.error.Failures;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.options.Reached;
import io.holdfast.cli.options.RepositoryOption;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast backups}. */
@Command(
        name = "backups",
        description = {
            "List the base backups, newest first, and in which repositories each is complete.",
            "A backup in progress may also be one whose maker has died. A repository that cannot be"
                    + " read is named; the command fails only if none can be read."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast backups --config /etc/holdfast/holdfast.yaml --repository eu")
public final class BackupsCommand implements Runnable {
    @Mixin private ConfigOption config;
    @Mixin private RepositoryOption chosen;

    private final Output output;
    private final RandomGenerator random;

    public BackupsCommand(Output output, RandomGenerator random) {
        this.output = output;
        this.random = random;
    }

    @Override
    public void run() {
        try (var all =
                new ConfiguredRepositories(
                        config.read(SecretCheck.WHEN_USED), new SimpleMeterRegistry(), random)) {
            Reached<List<ListedBackup>> lists =
                    chosen.ask(all, repository -> new BackupCatalog(repository).list());
            List<SeenBackup> backups = SeenBackup.of(lists.answers());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("backups", backups.stream().map(BackupsCommand::json).toList());
            answer.put("repositories", lists.answers().keySet());
            answer.put("unreadable", Failures.json(lists.failures()));
            output.result(answer, () -> print(backups, lists));
        }
    }

    private static Map<String, Object> json(SeenBackup backup) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", backup.id());
        json.put("state", backup.states());
        json.put("repositories", backup.repositories());
        backup.manifest()
                .ifPresent(
                        manifest -> {
                            json.put("kind", manifest.kind());
                            json.put("source", manifest.source());
                            json.put("startedAt", manifest.startedAt());
                            json.put("stoppedAt", manifest.stoppedAt());
                            json.put("wal", manifest.wal());
                            json.put("totals", manifest.totals());
                            json.put("damagedPages", manifest.damage().pageCount());
                        });
        return json;
    }

    private void print(List<SeenBackup> backups, Reached<?> lists) {
        if (backups.isEmpty()) {
            output.line("There is no backup yet. Make one with 'holdfast backup'.");
        } else {
            table(backups).lines().forEach(output::line);
        }
        lists.failures().forEach((name, e) -> output.line(Failures.line(name, e)));
    }

    private static Table table(List<SeenBackup> backups) {
        Table table =
                new Table(
                        "id",
                        "kind",
                        "source",
                        "started",
                        ">took",
                        ">size",
                        ">stored",
                        ">timeline",
                        "WAL start",
                        "WAL stop",
                        "repositories",
                        "state");
        backups.forEach(backup -> row(table, backup));
        return table;
    }

    private static void row(Table table, SeenBackup backup) {
        Optional<BackupManifest> manifest = backup.manifest();
        if (manifest.isPresent()) {
            BackupManifest m = manifest.get();
            table.row(
                    m.id(),
                    m.kind().text(),
                    word(m.source()),
                    Human.time(m.startedAt()),
                    Human.duration(Duration.between(m.startedAt(), m.stoppedAt())),
                    Human.bytes(m.totals().plainBytes()),
                    Human.bytes(m.totals().storedBytes()),
                    m.wal().timeline(),
                    m.wal().start(),
                    m.wal().stop(),
                    String.join(",", backup.repositories()),
                    backup.state());
            return;
        }
        Optional<Intent> intent = backup.intent();
        table.row(
                backup.id(),
                intent.map(i -> i.kind().text()).orElse("-"),
                intent.map(i -> word(i.source())).orElse("-"),
                Human.time(intent.map(Intent::startedAt).orElse(backup.id().start())),
                "-",
                "-",
                "-",
                "-",
                "-",
                "-",
                "-",
                backup.state());
    }

    private static String word(BackupSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
