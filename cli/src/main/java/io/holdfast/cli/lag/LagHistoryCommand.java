package io.holdfast.cli.lag;

import com.google.protobuf.Timestamp;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.GetLagHistoryRequest;
import io.holdfast.proto.v1.GetLagHistoryResponse;
import io.holdfast.proto.v1.LagGrpc;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.RepositoryLagMinute;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lag history}. */
@Command(
        name = "history",
        description =
                "Show the lag of a cluster's repositories minute by minute, as its agent counted it:"
                        + " also while the control plane was away.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast lag history bank --from 2026-01-02T03:00:00Z")
public final class LagHistoryCommand implements Runnable {
    @Parameters(paramLabel = "CLUSTER", description = "The cluster's id.")
    private String cluster;

    @Option(names = "--from", paramLabel = "TIME", description = "Default: an hour before --to.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Default: now.")
    private @Nullable Instant to;

    private final Output output;
    private final Logins logins;

    public LagHistoryCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        GetLagHistoryRequest.Builder request =
                GetLagHistoryRequest.newBuilder().setCluster(cluster);
        if (from != null) {
            request.setFrom(timestamp(from));
        }
        if (to != null) {
            request.setTo(timestamp(to));
        }
        try (PlaneConnection connection = logins.open()) {
            GetLagHistoryResponse history =
                    connection.call(
                            LagGrpc::newBlockingStub, stub -> stub.getLagHistory(request.build()));
            output.result(MessageTree.of(history), () -> print(history));
        }
    }

    private void print(GetLagHistoryResponse history) {
        Table table =
                new Table("minute", "repository", ">median", ">99 %", ">longest", ">known seconds");
        for (LagMinute minute : history.getMinutesList()) {
            for (RepositoryLagMinute lag : minute.getRepositoriesList()) {
                table.row(
                        Human.time(Times.of(minute.getMinute())),
                        lag.getRepository(),
                        lag.hasMedian() ? Human.duration(Times.of(lag.getMedian())) : "unknown",
                        lag.hasP99() ? Human.duration(Times.of(lag.getP99())) : "unknown",
                        lag.hasMax() ? Human.duration(Times.of(lag.getMax())) : "unknown",
                        lag.getKnown() + " of " + lag.getSamples());
            }
        }
        table.lines().forEach(output::line);
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
