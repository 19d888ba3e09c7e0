package io.holdfast.cli.config;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.settings.PlainTree;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast config check}. */
@Command(
        name = "check",
        description = {
            "Read a configuration file as the agent does, report everything that is wrong with it,"
                    + " and print the settings that are in effect.",
            "Secrets are looked for, but not shown. Nothing is connected to."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast config check --config /etc/holdfast/holdfast.yaml")
public final class ConfigCheckCommand implements Runnable {
    @Mixin private ConfigOption config;

    private final Output output;

    public ConfigCheckCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        AgentConfig effective = config.read(SecretCheck.NOW);
        Map<String, Object> tree = PlainTree.of(effective);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", config.file());
        answer.put("configuration", tree);
        output.result(answer, () -> print(tree));
    }

    private void print(Map<String, Object> tree) {
        output.line("# " + config.file() + " is in order. In effect:");
        var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        output.line(new Dump(settings).dumpToString(tree).stripTrailing());
    }
}
