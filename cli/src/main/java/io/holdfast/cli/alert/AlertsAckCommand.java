package io.holdfast.cli.alert;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AcknowledgeAlertRequest;
import io.holdfast.proto.v1.Alert;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.ListAlertsRequest;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast alerts ack}. */
@Command(
        name = "ack",
        description =
                "Say that you look after an alert: nobody is told of it again, and it goes to nobody"
                        + " else.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast alerts ack 0e2a4b5c")
public final class AlertsAckCommand implements Runnable {
    @Parameters(
            paramLabel = "ALERT",
            description = "The alert, or as much of its id as tells it from the others.")
    private String alert;

    private final Output output;
    private final Logins logins;

    public AlertsAckCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            String id = id(connection);
            AcknowledgeAlertRequest request =
                    AcknowledgeAlertRequest.newBuilder().setId(id).build();
            connection.call(AlertsGrpc::newBlockingStub, stub -> stub.acknowledgeAlert(request));
            output.result(
                    Map.of("acknowledged", id),
                    () -> output.line("You look after the alert " + alert + "."));
        }
    }

    private String id(PlaneConnection connection) {
        List<String> found =
                connection
                        .call(
                                AlertsGrpc::newBlockingStub,
                                stub -> stub.listAlerts(ListAlertsRequest.getDefaultInstance()))
                        .getAlertsList()
                        .stream()
                        .map(Alert::getId)
                        .filter(id -> id.startsWith(alert))
                        .toList();
        if (found.size() > 1) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "alert-ambiguous",
                    found.size() + " alerts begin with '" + alert + "'",
                    "Give more of the id: 'holdfast alerts --json' shows all of it.");
        }
        // the control plane says what is wrong with one that is not there
        return found.isEmpty() ? alert : found.getFirst();
    }
}
