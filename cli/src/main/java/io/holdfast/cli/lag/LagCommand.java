package io.holdfast.cli.lag;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.GetLagRequest;
import io.holdfast.proto.v1.GetLagResponse;
import io.holdfast.proto.v1.LagGrpc;
import picocli.CommandLine.Command;

/** {@code holdfast lag}. */
@Command(
        name = "lag",
        description =
                "Show how much would be lost at this moment: with the database alone, with its"
                        + " region, with its provider.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast lag")
public final class LagCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public LagCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            GetLagResponse lag =
                    connection.call(
                            LagGrpc::newBlockingStub,
                            stub -> stub.getLag(GetLagRequest.getDefaultInstance()));
            output.result(
                    MessageTree.of(lag),
                    () -> LagLines.of(lag.getClustersList()).forEach(output::line));
        }
    }
}
