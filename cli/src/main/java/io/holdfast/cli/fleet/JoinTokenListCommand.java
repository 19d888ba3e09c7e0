package io.holdfast.cli.fleet;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.FleetGrpc;
import io.holdfast.proto.v1.ListJoinTokensRequest;
import io.holdfast.proto.v1.ListJoinTokensResponse;
import picocli.CommandLine.Command;

/** {@code holdfast join-token list}. */
@Command(
        name = "list",
        description = "List the join tokens that can still be used.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast join-token list")
public final class JoinTokenListCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public JoinTokenListCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListJoinTokensResponse tokens =
                    connection.call(
                            FleetGrpc::newBlockingStub,
                            stub ->
                                    stub.listJoinTokens(
                                            ListJoinTokensRequest.getDefaultInstance()));
            output.result(MessageTree.of(tokens), () -> print(tokens));
        }
    }

    private void print(ListJoinTokensResponse tokens) {
        Table table = new Table("id", "cluster", "created by", "expires");
        tokens.getTokensList()
                .forEach(
                        token ->
                                table.row(
                                        token.getId(),
                                        token.getCluster(),
                                        token.getCreatedBy(),
                                        Human.time(Times.of(token.getExpiresAt()))));
        table.lines().forEach(output::line);
    }
}
