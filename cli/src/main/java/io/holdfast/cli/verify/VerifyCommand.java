package io.holdfast.cli.verify;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.binding.Surroundings.SecretCheck;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.Verification;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast verify}. */
@Command(
        name = "verify",
        description = {
            "Prove that backups and the WAL after them are stored, and with --deep that they are"
                    + " intact.",
            "stored: every object is there, with the right name, size and header. intact: every"
                    + " object was read, and every file and WAL record in it is what was written.",
            "Nothing is repaired or deleted. Neither level shows that PostgreSQL starts: restore"
                    + " into an empty directory for that."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  holdfast verify --config /etc/holdfast/holdfast.yaml",
            "  holdfast verify --deep --backup 20260102T030405Z-4f1c09ab"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int THREADS = 4;

    @Mixin private ConfigOption config;

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = "Look into this repository only. Default: all of the configuration.")
    private @Nullable String repository;

    @Option(
            names = "--backup",
            paramLabel = "ID",
            description = "Verify this backup only. Default: all complete ones.")
    private @Nullable String backup;

    @Option(
            names = "--deep",
            description = "Read every object and prove every byte: as much as a restore reads.")
    private boolean isDeep;

    private final Output output;
    private final ProgressDisplay display;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public VerifyCommand(Output output, ProgressDisplay display, RandomGenerator random) {
        this.output = output;
        this.display = display;
        this.random = random;
    }

    @Override
    public Integer call() {
        AgentConfig effective = config.read(SecretCheck.WHEN_USED);
        Optional<BackupId> only = Optional.ofNullable(backup).map(BackupId::new);
        VerifyReport report;
        try (var configured =
                        new ConfiguredRepositories(effective, new SimpleMeterRegistry(), random);
                Progress progress = display.open(output.json())) {
            report = new VerifyReport(verify(chosen(configured), only, progress));
        }
        output.result(report.json(), () -> report.print(output));
        return report.exitCode().number();
    }

    private List<ConfiguredRepository> chosen(ConfiguredRepositories configured) {
        return repository == null ? configured.all() : List.of(configured.named(repository));
    }

    private List<RepositoryVerification> verify(
            List<ConfiguredRepository> chosen, Optional<BackupId> only, Progress progress) {
        List<RepositoryVerification> found = new ArrayList<>();
        for (ConfiguredRepository one : chosen) {
            try {
                List<BackupVerification> backups = verify(one.open(), only, progress);
                found.add(new RepositoryVerification(one.name(), backups, Optional.empty()));
            } catch (HoldfastException e) {
                // The others are worth looking at all the same.
                found.add(new RepositoryVerification(one.name(), List.of(), Optional.of(e)));
            }
        }
        if (found.stream().allMatch(one -> one.unreadable().isPresent())) {
            throw found.getFirst().unreadable().orElseThrow();
        }
        return found;
    }

    private List<BackupVerification> verify(
            ClusterRepository opened, Optional<BackupId> only, Progress progress) {
        List<BackupVerification> backups =
                new Verification(
                                opened,
                                isDeep ? Level.INTACT : Level.STORED,
                                THREADS,
                                new VerifyProgress(progress),
                                System::nanoTime)
                        .run(only);
        if (backups.isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "verify-nothing",
                    "repository " + opened.name() + " holds no complete backup",
                    "Make one, or name the repository that has some.");
        }
        return backups;
    }
}
