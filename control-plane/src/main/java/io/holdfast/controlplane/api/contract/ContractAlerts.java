package io.holdfast.controlplane.api.contract;

import io.holdfast.controlplane.alert.route.Routes;
import io.holdfast.controlplane.alert.watch.MaintenanceWindows;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.proto.v1.Alert;
import io.holdfast.proto.v1.AlertSeverity;
import io.holdfast.proto.v1.AlertState;
import io.holdfast.proto.v1.MaintenanceWindow;
import io.holdfast.proto.v1.Route;
import java.util.Locale;

/** Alerts, routes and maintenance in the contract's terms. */
public final class ContractAlerts {
    private ContractAlerts() {}

    /**
     * @param isQuiet whether nobody is told of it
     */
    public static Alert of(io.holdfast.controlplane.alert.Alert alert, boolean isQuiet) {
        Alert.Builder told =
                Alert.newBuilder()
                        .setId(alert.id())
                        .setRule(alert.key().rule())
                        .setCluster(alert.key().cluster())
                        .setSubject(alert.key().subject())
                        .setSeverity(
                                switch (alert.condition().severity()) {
                                    case WARNING -> AlertSeverity.ALERT_SEVERITY_WARNING;
                                    case CRITICAL -> AlertSeverity.ALERT_SEVERITY_CRITICAL;
                                })
                        .setState(
                                switch (alert.state()) {
                                    case PENDING -> AlertState.ALERT_STATE_PENDING;
                                    case FIRING -> AlertState.ALERT_STATE_FIRING;
                                    case ACKNOWLEDGED -> AlertState.ALERT_STATE_ACKNOWLEDGED;
                                    case RESOLVED -> AlertState.ALERT_STATE_RESOLVED;
                                })
                        .setSummary(alert.condition().summary())
                        .setHint(alert.condition().hint())
                        .setSince(ContractTimes.of(alert.since()))
                        .setInMaintenance(isQuiet);
        alert.firedAt().ifPresent(at -> told.setFiredAt(ContractTimes.of(at)));
        alert.acknowledgement()
                .ifPresent(
                        by ->
                                told.setAcknowledgedBy(by.by())
                                        .setAcknowledgedAt(ContractTimes.of(by.at())));
        alert.resolvedAt().ifPresent(at -> told.setResolvedAt(ContractTimes.of(at)));
        return told.build();
    }

    public static Route of(Routes.Status status) {
        Route.Builder route =
                Route.newBuilder()
                        .setName(status.name())
                        .setKind(status.kind().name().toLowerCase(Locale.ROOT))
                        .setFailure(status.failure());
        status.deliveredAt().ifPresent(at -> route.setDeliveredAt(ContractTimes.of(at)));
        return route.build();
    }

    public static MaintenanceWindow of(MaintenanceWindows.Window window) {
        return MaintenanceWindow.newBuilder()
                .setId(window.id())
                .setCluster(window.cluster())
                .setUntil(ContractTimes.of(window.until()))
                .setReason(window.reason())
                .setCreatedBy(window.createdBy())
                .build();
    }
}
