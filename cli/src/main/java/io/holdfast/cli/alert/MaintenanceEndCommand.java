package io.holdfast.cli.alert;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.EndMaintenanceRequest;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast maintenance end}. */
@Command(
        name = "end",
        description = "End a time of maintenance now.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast maintenance end 0e2a4b5c-8d1f-4a53-9c1e-7b7a2f3d4e5f")
public final class MaintenanceEndCommand implements Runnable {
    @Parameters(paramLabel = "MAINTENANCE", description = "Its id.")
    private String id;

    private final Output output;
    private final Logins logins;

    public MaintenanceEndCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        EndMaintenanceRequest request = EndMaintenanceRequest.newBuilder().setId(id).build();
        try (PlaneConnection connection = logins.open()) {
            connection.call(AlertsGrpc::newBlockingStub, stub -> stub.endMaintenance(request));
            output.result(
                    Map.of("ended", id),
                    () -> output.line("The maintenance " + id + " has ended."));
        }
    }
}
