package io.holdfast.cli.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.run.Agent;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast agent}. */
@Command(
        name = "agent",
        description = {
            "Run the agent: capture WAL into the repositories, and make the scheduled backups,"
                    + " until Ctrl-C or SIGTERM.",
            "It logs to the error stream. Ended by a signal it first stores what the server has"
                    + " sent; the exit code is then 130 or 143."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast agent --config /etc/holdfast/holdfast.yaml")
public final class AgentCommand implements Runnable {
    @Mixin private ConfigOption config;

    private final Output output;
    private final Runnable logging;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param logging begins to log what a long-running process tells
     * @param random a cryptographically strong source
     */
    public AgentCommand(
            Output output, Runnable logging, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.logging = logging;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        AgentConfig settings = config.read(SecretCheck.NOW);
        if (!output.debug()) {
            logging.run();
        }
        Agent agent = Agent.start(settings, clock, System::nanoTime, random);
        Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
        String page = "http://" + settings.http().host() + ":" + agent.httpPort();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("cluster", settings.cluster());
        answer.put("instance", settings.instance());
        answer.put("page", page);
        output.result(
                answer,
                () ->
                        output.line(
                                "The agent of %s runs. How it fares: %s/status, /health, /metrics."
                                        .formatted(settings.instance(), page)));
        untilSignalled();
    }

    private static void untilSignalled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
