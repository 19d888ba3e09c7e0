package io.holdfast.cli.fleet;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.FleetGrpc;
import io.holdfast.proto.v1.RevokeAgentRequest;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast agent revoke}. */
@Command(
        name = "revoke",
        description = {
            "Make an agent's certificates worthless: its connection ends, and it has to be enrolled"
                    + " anew.",
            "Its capture and its backups go on; only the control plane is told no more."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast agent revoke bank/db1 --reason 'the host was rebuilt'")
public final class AgentRevokeCommand implements Runnable {
    @Parameters(paramLabel = "CLUSTER/INSTANCE", description = "As 'holdfast clusters' shows it.")
    private String agent;

    @Option(names = "--reason", required = true, description = "Why, for the audit log.")
    private String reason;

    private final Output output;
    private final Logins logins;

    public AgentRevokeCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        String[] parts = agent.split("/", -1);
        if (parts.length != 2) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "agent-name-malformed",
                    "'" + agent + "' names no agent",
                    "Write CLUSTER/INSTANCE, as 'holdfast clusters' shows them.");
        }
        RevokeAgentRequest request =
                RevokeAgentRequest.newBuilder()
                        .setCluster(parts[0])
                        .setInstance(parts[1])
                        .setReason(reason)
                        .build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(FleetGrpc::newBlockingStub, stub -> stub.revokeAgent(request));
            output.result(
                    Map.of("revoked", agent),
                    () -> output.line("Agent " + agent + " was revoked."));
        }
    }
}
