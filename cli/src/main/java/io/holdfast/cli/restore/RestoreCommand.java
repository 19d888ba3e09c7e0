package io.holdfast.cli.restore;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.PostgresConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.restore.RestoreApply;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.options.RepositoryOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.cli.server.ServerAccess;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast restore}. */
@Command(
        name = "restore",
        description = {
            "Restore a cluster into a directory, then hand WAL to the PostgreSQL that you"
                    + " start there, until it has reached the target.",
            "Run it as the user that runs PostgreSQL. It needs one repository and the master key:"
                    + " of a configuration file, or given as --directory or --s3-bucket with"
                    + " --key-file and --cluster. It says what was reached, and fails if that is not"
                    + " what was asked for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  holdfast restore --to latest --target /var/lib/postgresql/18/restored",
            "  holdfast restore --to time=2026-01-02T03:04:05Z --target /srv/pg --action pause",
            "  holdfast restore --to latest --target /var/lib/postgresql/18/main --delta --dry-run",
            "  holdfast restore --to latest --target /srv/pg --cluster bank --key-file master.key"
                    + " --s3-endpoint https://s3.eu-west-1.amazonaws.com --s3-region eu-west-1"
                    + " --s3-bucket bank-backups"
        })
public final class RestoreCommand implements Runnable {
    @Mixin private ConfigOption config;
    @Mixin private RepositoryOption chosen;
    @Mixin private RestoreOptions options;
    @Mixin private BareRepository bare;
    @Mixin private ServerLogin login;

    @Option(names = "--dry-run", description = "Print the plan; write nothing.")
    private boolean isDryRun;

    private final Output output;
    private final ProgressDisplay display;
    private final InstantSource clock;
    private final RandomGenerator random;

    public RestoreCommand(
            Output output, ProgressDisplay display, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.display = display;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        options.check();
        AgentConfig settings = bare.isGiven() ? null : config.read(SecretCheck.WHEN_USED);
        try (ConfiguredRepositories all = repositories(settings)) {
            RestorePlan plan = new PlanChoice(options, output).among(chosen.of(all));
            RestoreStory story = new RestoreStory(output, plan);
            if (isDryRun) {
                story.planOnly();
                return;
            }
            story.plan();
            layDown(plan);
            recover(plan, story, Optional.ofNullable(settings).map(AgentConfig::postgres));
        }
    }

    private ConfiguredRepositories repositories(@Nullable AgentConfig settings) {
        return settings == null
                ? bare.open(random)
                : new ConfiguredRepositories(settings, new SimpleMeterRegistry(), random);
    }

    private void layDown(RestorePlan plan) {
        try (Progress progress = display.open(output.json());
                FileBar bar = new FileBar(progress)) {
            RestoreApply.run(plan, ApplyOptions.DEFAULT, bar, System::nanoTime);
            bar.done();
        }
    }

    private void recover(RestorePlan plan, RestoreStory story, Optional<PostgresConfig> lost) {
        Thread interrupted = new Thread(story::interrupted, "interrupted");
        try (Feeder feeder = plan.openFeeder(System::nanoTime);
                ServerAccess server = new ServerAccess(clock)) {
            Runtime.getRuntime().addShutdownHook(interrupted);
            story.start();
            try (Progress progress = display.open(output.json())) {
                story.during(progress);
                var probe =
                        new RestoredServer(
                                plan.files().dataDirectory(),
                                server.connector(),
                                login.settings(lost),
                                story::attention);
                new Recovery(plan, feeder, probe, progress, story).attend();
            } finally {
                story.ended();
            }
            story.damaged(feeder.status().damage());
            story.result();
        }
    }
}
