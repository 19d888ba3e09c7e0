package io.holdfast.cli.expire;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.error.Failures;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.options.RepositoryOption;
import io.holdfast.cli.output.Output;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.expire.Expire;
import io.holdfast.repository.expire.Freed;
import io.holdfast.repository.expire.RetentionPlan;
import io.holdfast.repository.expire.RetentionRules;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.holdfast.settings.value.Durations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast expire}. */
@Command(
        name = "expire",
        description = {
            "Remove the backups that no rule of the configuration's retention keeps, and the WAL that"
                    + " no kept point needs.",
            "Needs credentials that can delete, which the agent should not have: set"
                    + " HOLDFAST_EXPIRE_ACCESS_KEY and HOLDFAST_EXPIRE_SECRET_KEY. May be"
                    + " interrupted and run again at any time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  holdfast expire --config /etc/holdfast/holdfast.yaml --dry-run",
            "  holdfast expire --config /etc/holdfast/holdfast.yaml --repository eu"
        })
public final class ExpireCommand implements Callable<Integer> {
    @Mixin private ConfigOption config;

    @Mixin private RepositoryOption chosen;

    @Option(names = "--dry-run", description = "Show what would go and why, and change nothing.")
    private boolean isDryRun;

    @Option(
            names = "--abandon-after",
            paramLabel = "DURATION",
            defaultValue = "7d",
            description =
                    "A backup in progress for longer is taken for dead: it can never complete after"
                            + " this. Default: 7d.")
    private String abandonAfter;

    @Option(
            names = "--limit",
            paramLabel = "OBJECTS",
            defaultValue = "1000000",
            description = "Delete at most so many objects of each repository. Default: 1000000.")
    private long limit;

    private final Output output;
    private final RandomGenerator random;
    private final InstantSource clock;

    /**
     * @param random a cryptographically strong source
     */
    public ExpireCommand(Output output, RandomGenerator random, InstantSource clock) {
        this.output = output;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        ExpireCredentials credentials = new ExpireCredentials(System::getenv);
        AgentConfig effective = credentials.in(config.read(SecretCheck.WHEN_USED));
        RetentionRules rules = effective.retention().rules(Durations.parse(abandonAfter));
        List<ExpireReport> reports = new ArrayList<>();
        Map<String, HoldfastException> failures = new LinkedHashMap<>();
        try (ConfiguredRepositories all =
                new ConfiguredRepositories(effective, new SimpleMeterRegistry(), random)) {
            for (ConfiguredRepository one : chosen.of(all)) {
                if (!isDryRun && one.config().s3() != null && !credentials.areGiven()) {
                    output.errorLine(ExpireCredentials.WARNING.formatted(one.name()));
                }
                try {
                    reports.add(expire(one, rules));
                } catch (HoldfastException e) {
                    failures.put(one.name(), e);
                }
            }
        }
        return answer(reports, failures);
    }

    private ExpireReport expire(ConfiguredRepository one, RetentionRules rules)
            throws InterruptedException {
        Expire expire = new Expire(one.open(), rules, clock);
        RetentionPlan plan = expire.plan();
        Optional<Freed> freed =
                isDryRun ? Optional.empty() : Optional.of(expire.apply(plan, limit));
        return new ExpireReport(one.name(), plan, freed);
    }

    /** Tells what was done also where something else could not be. */
    private int answer(List<ExpireReport> reports, Map<String, HoldfastException> failures) {
        Optional<HoldfastException> first = failures.values().stream().findFirst();
        if (reports.isEmpty() && first.isPresent()) {
            throw first.get();
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("dryRun", isDryRun);
        answer.put("repositories", reports.stream().map(ExpireReport::json).toList());
        answer.put("failed", Failures.json(failures));
        output.result(
                answer,
                () -> {
                    reports.forEach(report -> report.lines().forEach(output::line));
                    failures.forEach(
                            (name, e) -> output.line(Failures.line(name, "was not expired", e)));
                });
        return first.map(e -> ExitCode.of(e.category())).orElse(ExitCode.OK).number();
    }
}
