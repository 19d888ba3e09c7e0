package io.holdfast.cli.alert;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.ListRoutesRequest;
import io.holdfast.proto.v1.ListRoutesResponse;
import io.holdfast.proto.v1.Route;
import picocli.CommandLine.Command;

/** {@code holdfast alerts routes}. */
@Command(
        name = "routes",
        description = "List the ways by which alerts are told, and how they fare.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast alerts routes")
public final class AlertsRoutesCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public AlertsRoutesCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListRoutesResponse routes =
                    connection.call(
                            AlertsGrpc::newBlockingStub,
                            stub -> stub.listRoutes(ListRoutesRequest.getDefaultInstance()));
            output.result(MessageTree.of(routes), () -> print(routes));
        }
    }

    private void print(ListRoutesResponse routes) {
        if (routes.getRoutesCount() == 0) {
            output.line(
                    "Nobody is told of alerts: add 'alerts.routes' to the control plane's"
                            + " configuration.");
            return;
        }
        Table table = new Table("route", "kind", "delivered last", "trouble");
        for (Route route : routes.getRoutesList()) {
            table.row(
                    route.getName(),
                    route.getKind(),
                    route.hasDeliveredAt()
                            ? Human.time(Times.of(route.getDeliveredAt()))
                            : "not since the start",
                    route.getFailure());
        }
        table.lines().forEach(output::line);
    }
}
