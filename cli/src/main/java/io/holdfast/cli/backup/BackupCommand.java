package io.holdfast.cli.backup;

import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.run.Backups;
import io.holdfast.cli.error.Failures;
import io.holdfast.cli.job.RemoteBackup;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.options.Reached;
import io.holdfast.cli.options.RepositoryOption;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.server.ServerAccess;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.write.LeftRepository;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast backup}. */
@Command(
        name = "backup",
        description = {
            "Make a full base backup now, into all configured repositories at once: here, beside the"
                    + " database, or with --cluster through the control plane, by the cluster's"
                    + " agent.",
            "An agent must be capturing WAL meanwhile: without its WAL a backup is worth nothing,"
                    + " so none is begun.",
            "Ctrl-C and SIGTERM cancel it: it is given up in all repositories, within 10 seconds or"
                    + " not at all, and the exit code is 130 or 143."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  holdfast backup --config /etc/holdfast/holdfast.yaml",
            "  holdfast backup --cluster bank"
        })
public final class BackupCommand implements Runnable {
    @Mixin private ConfigOption config;
    @Mixin private RepositoryOption chosen;

    @Option(
            names = "--fast",
            description =
                    "Let the server make its checkpoint at once, with a burst of writing, instead of"
                            + " spreading it over its usual time.")
    private boolean isUrgent;

    @Option(
            names = "--cluster",
            paramLabel = "CLUSTER",
            description =
                    "Ask the control plane for it: the agent of the cluster's primary makes it.")
    private @Nullable String cluster;

    @Option(
            names = "--no-wait",
            description = "With --cluster: do not wait until the backup has ended.")
    private boolean isNotAwaited;

    private static final Duration GIVE_UP_DEADLINE = Duration.ofSeconds(10);

    private final Output output;
    private final ProgressDisplay display;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RemoteBackup remote;

    /**
     * @param random a cryptographically strong source
     */
    public BackupCommand(
            Output output,
            ProgressDisplay display,
            Logins logins,
            InstantSource clock,
            RandomGenerator random) {
        this.remote = new RemoteBackup(output, display, logins);
        this.output = output;
        this.display = display;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        String asked = cluster;
        if (asked != null) {
            requireRemote();
            remote.run(asked, !isNotAwaited);
            return;
        }
        AgentConfig settings = config.read(SecretCheck.NOW);
        Signalled signalled = new Signalled(GIVE_UP_DEADLINE, this::tellCancelled);
        signalled.run(() -> run(settings, signalled));
    }

    private void requireRemote() {
        if (isUrgent || chosen.isNamed()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "backup-options-refused",
                    "--fast and --repository are not for a backup through the control plane",
                    "Leave them out, or make the backup beside the database, without --cluster.");
        }
    }

    private void run(AgentConfig settings, Signalled signalled) {
        try (var all = new ConfiguredRepositories(settings, new SimpleMeterRegistry(), random);
                ServerAccess server = new ServerAccess(clock);
                Backups backups =
                        new Backups(settings, server.connector(), clock, System::nanoTime)) {
            BackupId id = BackupId.fresh(clock.instant(), random);
            switch (make(backups, id, all, signalled)) {
                case BackupResult.Complete complete -> tell(complete);
                case BackupResult.Taken taken ->
                        throw new IllegalStateException(
                                "the fresh id " + id + " is taken in " + taken.repository());
            }
        }
    }

    private BackupResult make(
            Backups backups, BackupId id, ConfiguredRepositories all, Signalled signalled) {
        try (Progress progress = display.open(output.json());
                BackupBars bars = new BackupBars(progress)) {
            Reached<ClusterRepository> opened = chosen.ask(all, Function.identity());
            opened.failures().forEach((name, e) -> progress.note(Failures.line(name, e)));
            List<ClusterRepository> repositories = List.copyOf(opened.answers().values());
            BackupResult result = backups.full(id, repositories, isUrgent, bars);
            bars.finish();
            return result;
        } finally {
            signalled.calm();
        }
    }

    private void tellCancelled(Signalled.End end) {
        switch (end) {
            case Signalled.End.Complete _ -> {}
            case Signalled.End.Cancelled cancelled -> tellCancelled(cancelled.failure());
            case Signalled.End.TooLate late ->
                    tellCancelled(
                            "the backup was cancelled, and could not be given up within "
                                    + Human.duration(late.deadline()),
                            "Nothing of it is listed; expiry gives it up when it takes it for"
                                    + " dead.");
        }
    }

    private void tellCancelled(Throwable failure) {
        Optional<HoldfastException> remaining =
                Stream.of(failure, failure.getCause())
                        .filter(Objects::nonNull)
                        .flatMap(thrown -> Stream.of(thrown.getSuppressed()))
                        .filter(HoldfastException.class::isInstance)
                        .map(HoldfastException.class::cast)
                        .findFirst();
        if (remaining.isPresent()) {
            tellCancelled(
                    "the backup was cancelled, and could not be given up everywhere: "
                            + remaining.get().getMessage(),
                    "Nothing of it is listed; expiry gives it up when it takes it for dead.");
        } else {
            tellCancelled(
                    "the backup was cancelled, and given up where it had begun",
                    "Start another one when it suits; nothing of this one is listed.");
        }
    }

    /** The exit code says which signal it was. */
    private void tellCancelled(String message, String hint) {
        if (output.json()) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", "backup-cancelled");
            error.put("category", ErrorCategory.TRANSIENT);
            error.put("message", message);
            error.put("hint", hint);
            output.result(Map.of("error", error), () -> {});
        } else {
            output.errorLine(message + ". " + hint);
        }
    }

    private void tell(BackupResult.Complete complete) {
        BackupManifest backup = complete.manifest();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", backup.id());
        answer.put("source", backup.source());
        answer.put("notLocal", complete.notLocal());
        answer.put("repositories", complete.repositories());
        answer.put("left", complete.left().stream().map(BackupCommand::json).toList());
        answer.put("startedAt", backup.startedAt());
        answer.put("stoppedAt", backup.stoppedAt());
        answer.put("wal", backup.wal());
        answer.put("totals", backup.totals());
        output.result(answer, () -> print(complete));
    }

    private void print(BackupResult.Complete complete) {
        BackupManifest backup = complete.manifest();
        output.line("Backup " + backup.id() + " is complete.");
        new Table("", "")
                        .row("  repositories", String.join(", ", complete.repositories()))
                        .row("  took", took(backup))
                        .row("  read", read(complete))
                        .row("  files", backup.totals().files())
                        .row("  size", Human.bytes(backup.totals().plainBytes()))
                        .row("  stored", Human.bytes(backup.totals().storedBytes()))
                        .row("  WAL", backup.wal().start() + " to " + backup.wal().stop())
                        .row("  damaged pages", backup.damage().pageCount())
                        .lines()
                        .stream()
                        .skip(1)
                        .forEach(output::line);
        complete.left().forEach(left -> output.line("  Attention: " + missing(left)));
    }

    private static String read(BackupResult.Complete complete) {
        return switch (complete.manifest().source()) {
            case LOCAL -> "from the data directory";
            case STREAMED ->
                    "over the replication connection"
                            + complete.notLocal().map(why -> ": " + why).orElse("");
        };
    }

    private static String missing(LeftRepository left) {
        return "repository %s does not have it: %s"
                .formatted(left.repository().name(), left.reason().advice());
    }

    private static Map<String, Object> json(LeftRepository left) {
        return Failures.json(left.repository().name(), left.reason());
    }

    private static String took(BackupManifest backup) {
        return Human.duration(Duration.between(backup.startedAt(), backup.stoppedAt()));
    }
}
