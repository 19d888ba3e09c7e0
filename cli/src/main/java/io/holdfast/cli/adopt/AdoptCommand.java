package io.holdfast.cli.adopt;

import io.holdfast.agent.capture.Adoption;
import io.holdfast.agent.capture.AdoptionPlan;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.run.Connections;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.server.ServerAccess;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast adopt}. */
@Command(
        name = "adopt",
        description = {
            "Let this restored or promoted instance continue the cluster's history, although the"
                    + " repositories hold more of another one than it has.",
            "Without --yes, says what would happen and changes nothing. Nothing is ever deleted:"
                    + " WAL that is left behind stays reachable by its timeline."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast adopt --config /etc/holdfast/holdfast.yaml --yes")
public final class AdoptCommand implements Runnable {
    @Mixin private ConfigOption config;

    @Option(names = "--yes", description = "Do it.")
    private boolean isConfirmed;

    private final Output output;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public AdoptCommand(Output output, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        AgentConfig settings = config.read(SecretCheck.NOW);
        try (var repositories =
                        new ConfiguredRepositories(settings, new SimpleMeterRegistry(), random);
                ServerAccess server = new ServerAccess(clock)) {
            Adoption adoption =
                    Adoption.look(
                            server.connector(),
                            Connections.of(settings.postgres()),
                            settings.instance(),
                            settings.cluster(),
                            List.copyOf(repositories.all()),
                            settings.durability(),
                            clock);
            AdoptionPlan plan = adoption.plan();
            if (isConfirmed) {
                adoption.apply();
            }
            output.result(json(plan), () -> print(plan));
        }
    }

    private Map<String, Object> json(AdoptionPlan plan) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("adopted", isConfirmed);
        answer.put("instance", plan.instance());
        if (isConfirmed) {
            answer.put("epoch", plan.epoch());
        }
        answer.put("timeline", plan.timeline().toString());
        answer.put("continuesEpoch", plan.parentEpoch());
        answer.put("at", plan.at().toString());
        answer.put("abandonedBytes", plan.abandonedBytes());
        return answer;
    }

    private void print(AdoptionPlan plan) {
        String verb = isConfirmed ? "continues" : "would continue";
        output.line(
                "Instance %s %s epoch %s at %s, on timeline %s, in %s."
                        .formatted(
                                plan.instance(),
                                verb,
                                plan.parentEpoch(),
                                plan.at(),
                                plan.timeline(),
                                isConfirmed ? "epoch " + plan.epoch() : "a new epoch"));
        output.line(
                "%s of WAL up to %s %s left on the branch that it leaves."
                        .formatted(
                                Human.bytes(plan.abandonedBytes()),
                                plan.frontier(),
                                isConfirmed ? "are" : "would be"));
        output.line(
                isConfirmed
                        ? "Its agent captures from here on."
                        : "Nothing was changed. Run it again with --yes to adopt the instance.");
    }
}
