package io.holdfast.cli.repository;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.repository.store.capability.Capabilities;
import io.holdfast.repository.store.capability.CapabilityProbe;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast init}. */
@Command(
        name = "init",
        description = {
            "Prepare the configured repositories for the cluster, all with one data key, and try"
                    + " out what their stores can do.",
            "May be run again at any time: what is there already stays as it is. Where objects"
                    + " cannot be deleted, each run leaves a few small ones below probe/."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast init --config /etc/holdfast/holdfast.yaml")
public final class InitCommand implements Runnable {
    @Mixin private ConfigOption config;

    private final Output output;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public InitCommand(Output output, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        AgentConfig settings = config.read(SecretCheck.NOW);
        Map<String, Capabilities> found = new LinkedHashMap<>();
        try (var repositories =
                new ConfiguredRepositories(settings, new SimpleMeterRegistry(), random)) {
            repositories.setUp(clock.instant());
            repositories
                    .all()
                    .forEach(
                            r -> found.put(r.name(), CapabilityProbe.run(r.bare(), clock, random)));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("cluster", settings.cluster());
        answer.put(
                "repositories",
                found.entrySet().stream().map(e -> json(e.getKey(), e.getValue())).toList());
        output.result(answer, () -> found.forEach((name, can) -> tell(settings, name, can)));
    }

    private static Map<String, Object> json(String name, Capabilities capabilities) {
        Map<String, Object> repository = new LinkedHashMap<>();
        repository.put("name", name);
        repository.put("fences", capabilities.fences());
        repository.put("protectedFromItsAgents", capabilities.protectedFromItsAgents());
        repository.put("findings", capabilities.findings());
        return repository;
    }

    private void tell(AgentConfig settings, String name, Capabilities capabilities) {
        output.line("Repository " + name + " is ready for cluster " + settings.cluster() + ".");
        Table table = new Table("  finding", "", "what it means");
        capabilities
                .findings()
                .forEach(
                        (property, finding) ->
                                table.row(
                                        "  " + words(property),
                                        finding.answer().name().toLowerCase(Locale.ROOT),
                                        finding.sentence()));
        table.lines().forEach(output::line);
        warnings(name, capabilities).forEach(output::line);
        output.line("");
    }

    private static List<String> warnings(String name, Capabilities capabilities) {
        String fence =
                "  Attention: repository "
                        + name
                        + " cannot tell writers apart: let only one agent ever write to it.";
        String exposed =
                "  Attention: repository "
                        + name
                        + " is not protected from its agents: whoever has these credentials can"
                        + " destroy history. Use a key that may get, list and put, but not delete,"
                        + " and a store that refuses to overwrite.";
        return capabilities.fences()
                ? capabilities.protectedFromItsAgents() ? List.of() : List.of(exposed)
                : List.of(fence, exposed);
    }

    /** {@code listsAfterWrite} as {@code lists after write}. */
    private static String words(String camelCase) {
        return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
