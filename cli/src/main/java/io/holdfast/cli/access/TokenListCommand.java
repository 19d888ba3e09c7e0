package io.holdfast.cli.access;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.ListTokensRequest;
import io.holdfast.proto.v1.ListTokensResponse;
import io.holdfast.proto.v1.Token;
import picocli.CommandLine.Command;

/** {@code holdfast token list}. */
@Command(
        name = "list",
        description = "List your tokens; an admin sees those of all users.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast token list")
public final class TokenListCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public TokenListCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListTokensResponse tokens =
                    connection.call(
                            AccessGrpc::newBlockingStub,
                            stub -> stub.listTokens(ListTokensRequest.getDefaultInstance()));
            output.result(MessageTree.of(tokens), () -> print(tokens));
        }
    }

    private void print(ListTokensResponse tokens) {
        Table table = new Table("id", "user", "role", "purpose", "expires", "last used");
        for (Token token : tokens.getTokensList()) {
            table.row(
                    token.getId(),
                    token.getUser(),
                    Roles.name(token.getRole()),
                    token.getPurpose(),
                    Human.time(Times.of(token.getExpiresAt())),
                    token.hasLastUsedAt() ? Human.time(Times.of(token.getLastUsedAt())) : "never");
        }
        table.lines().forEach(output::line);
    }
}
