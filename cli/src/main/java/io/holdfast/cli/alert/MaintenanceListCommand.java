package io.holdfast.cli.alert;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.ListMaintenanceRequest;
import io.holdfast.proto.v1.ListMaintenanceResponse;
import io.holdfast.proto.v1.MaintenanceWindow;
import picocli.CommandLine.Command;

/** {@code holdfast maintenance list}. */
@Command(
        name = "list",
        description = "List the times of maintenance that have not ended.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast maintenance list")
public final class MaintenanceListCommand implements Runnable {
    private final Output output;
    private final Logins logins;

    public MaintenanceListCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            ListMaintenanceResponse all =
                    connection.call(
                            AlertsGrpc::newBlockingStub,
                            stub ->
                                    stub.listMaintenance(
                                            ListMaintenanceRequest.getDefaultInstance()));
            output.result(MessageTree.of(all), () -> print(all));
        }
    }

    private void print(ListMaintenanceResponse all) {
        Table table = new Table("maintenance", "cluster", "until", "by", "why");
        for (MaintenanceWindow window : all.getWindowsList()) {
            table.row(
                    window.getId(),
                    window.getCluster().isEmpty() ? "all" : window.getCluster(),
                    Human.time(Times.of(window.getUntil())),
                    window.getCreatedBy(),
                    window.getReason());
        }
        table.lines().forEach(output::line);
    }
}
