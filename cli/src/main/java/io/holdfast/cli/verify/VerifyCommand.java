package io.holdfast.cli.verify;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.Verification;
import io.holdfast.agent.verify.VerifyListener;
import io.holdfast.agent.verify.trial.TrialOptions;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
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
            "Prove that backups, and the WAL after them, can be relied on, up to a level.",
            "stored: every object is there, with the right name, size and header. intact: every"
                    + " object was read, and every file and WAL record in it is what was written."
                    + " starts: restored into a scratch directory, PostgreSQL starts from it."
                    + " replays: and it replays all WAL, up to the repository's frontier.",
            "A level comes after the cheaper ones. Nothing in a repository is repaired or deleted;"
                    + " the server that is started can be reached by nobody else, and is deleted"
                    + " when it was looked at."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  holdfast verify --config /etc/holdfast/holdfast.yaml",
            "  holdfast verify --level intact --backup 20260102T030405Z-4f1c09ab",
            "  holdfast verify --level replays --scratch /srv/scratch"
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
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "stored",
            description = "How much to prove: stored, intact, starts or replays. Default: stored.")
    private Level level;

    @Option(names = "--deep", description = "At least --level intact.")
    private boolean isDeep;

    @Mixin private TrialSetup setup;

    private final Output output;
    private final ProgressDisplay display;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public VerifyCommand(
            Output output, ProgressDisplay display, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.display = display;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Integer call() {
        AgentConfig effective = config.read(SecretCheck.WHEN_USED);
        Optional<BackupId> only = Optional.ofNullable(backup).map(BackupId::new);
        Level upTo = isDeep && level == Level.STORED ? Level.INTACT : level;
        VerifyReport report;
        try (var configured =
                        new ConfiguredRepositories(effective, new SimpleMeterRegistry(), random);
                Progress progress = display.open(output.json());
                var server = setup.open(upTo, effective.postgres(), clock)) {
            var run = new Run(upTo, only, new VerifyProgress(progress), server.options());
            report = new VerifyReport(upTo, verify(chosen(configured), run));
        }
        output.result(report.json(), () -> report.print(output));
        return report.exitCode().number();
    }

    /** What is the same for every repository. */
    private record Run(
            Level upTo,
            Optional<BackupId> only,
            VerifyListener listener,
            Optional<TrialOptions> trial) {}

    private List<ConfiguredRepository> chosen(ConfiguredRepositories configured) {
        return repository == null ? configured.all() : List.of(configured.named(repository));
    }

    private static List<RepositoryVerification> verify(List<ConfiguredRepository> chosen, Run run) {
        List<RepositoryVerification> found = new ArrayList<>();
        for (ConfiguredRepository one : chosen) {
            try {
                List<BackupVerification> backups = verify(one.open(), run);
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

    private static List<BackupVerification> verify(ClusterRepository opened, Run run) {
        List<BackupVerification> backups =
                new Verification(
                                opened,
                                run.upTo(),
                                THREADS,
                                run.listener(),
                                System::nanoTime,
                                run.trial())
                        .run(run.only());
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
