package io.holdfast.cli.alert;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.Alert;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.ListAlertsRequest;
import io.holdfast.proto.v1.ListAlertsResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast alerts}. */
@Command(
        name = "alerts",
        description = "List what is wrong now, and what to do about it.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast alerts")
public final class AlertsCommand implements Runnable {
    @Option(names = "--cluster", paramLabel = "CLUSTER", description = "Only of this cluster.")
    private @Nullable String cluster;

    @Option(
            names = "--resolved",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also the newest so many that are resolved.")
    private int resolved;

    private final Output output;
    private final Logins logins;

    public AlertsCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ListAlertsRequest.Builder request = ListAlertsRequest.newBuilder().setResolved(resolved);
        if (cluster != null) {
            request.setCluster(cluster);
        }
        try (PlaneConnection connection = logins.open()) {
            ListAlertsResponse alerts =
                    connection.call(
                            AlertsGrpc::newBlockingStub, stub -> stub.listAlerts(request.build()));
            output.result(MessageTree.of(alerts), () -> print(alerts));
        }
    }

    private void print(ListAlertsResponse alerts) {
        if (alerts.getAlertsCount() == 0) {
            output.line("Nothing is wrong that the control plane knows of.");
            return;
        }
        Table table = new Table("alert", "severity", "state", "since", "what");
        for (Alert alert : alerts.getAlertsList()) {
            table.row(
                    alert.getId().substring(0, Math.min(8, alert.getId().length())),
                    word(alert.getSeverity().name(), "ALERT_SEVERITY_"),
                    state(alert),
                    Human.time(Times.of(alert.getSince())),
                    alert.getSummary());
        }
        table.lines().forEach(output::line);
        output.line("");
        alerts.getAlertsList().stream().map(Alert::getHint).distinct().forEach(output::line);
    }

    private static String state(Alert alert) {
        String state = word(alert.getState().name(), "ALERT_STATE_");
        if (!alert.getAcknowledgedBy().isEmpty()) {
            state += " by " + alert.getAcknowledgedBy();
        }
        return alert.getInMaintenance() ? state + ", quiet" : state;
    }

    private static String word(String name, String prefix) {
        return name.replace(prefix, "").toLowerCase(Locale.ROOT);
    }
}
