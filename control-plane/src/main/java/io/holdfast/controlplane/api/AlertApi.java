package io.holdfast.controlplane.api;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.route.Routes;
import io.holdfast.controlplane.alert.watch.AlertStore;
import io.holdfast.controlplane.alert.watch.AlertWatch;
import io.holdfast.controlplane.alert.watch.MaintenanceWindows;
import io.holdfast.controlplane.api.call.Answered;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.Call;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.contract.ContractAlerts;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AcknowledgeAlertRequest;
import io.holdfast.proto.v1.AcknowledgeAlertResponse;
import io.holdfast.proto.v1.AlertsGrpcService;
import io.holdfast.proto.v1.EndMaintenanceRequest;
import io.holdfast.proto.v1.EndMaintenanceResponse;
import io.holdfast.proto.v1.ListAlertsRequest;
import io.holdfast.proto.v1.ListAlertsResponse;
import io.holdfast.proto.v1.ListMaintenanceResponse;
import io.holdfast.proto.v1.ListRoutesResponse;
import io.holdfast.proto.v1.StartMaintenanceRequest;
import io.holdfast.proto.v1.StartMaintenanceResponse;
import io.holdfast.proto.v1.TestRouteRequest;
import io.holdfast.proto.v1.TestRouteResponse;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The calls of {@code Alerts}. */
final class AlertApi {
    private static final int MOST = 500;
    private static final int MOST_OPEN = 10_000;

    private final Database database;
    private final AlertRooms rooms;
    private final InstantSource clock;

    AlertApi(Database database, AlertRooms rooms, InstantSource clock) {
        this.database = database;
        this.rooms = rooms;
        this.clock = clock;
    }

    /** What works for it. */
    record AlertRooms(
            AlertWatch watch, AlertStore store, Routes routes, MaintenanceWindows windows) {}

    void bind(Calls calls) {
        calls.look(AlertsGrpcService.ListAlerts, (call, request) -> list(request));
        calls.act(
                AlertsGrpcService.AcknowledgeAlert,
                (call, request) -> "alert:" + request.getId(),
                this::acknowledge);
        calls.act(
                AlertsGrpcService.TestRoute,
                (call, request) -> "route:" + request.getRoute(),
                this::test);
        calls.look(
                AlertsGrpcService.ListRoutes,
                (call, request) ->
                        ListRoutesResponse.newBuilder()
                                .addAllRoutes(
                                        rooms.routes().status().stream()
                                                .map(ContractAlerts::of)
                                                .toList())
                                .build());
        calls.act(
                AlertsGrpcService.StartMaintenance,
                (call, request) -> "cluster:" + request.getCluster(),
                this::start);
        calls.look(
                AlertsGrpcService.ListMaintenance,
                (call, request) ->
                        ListMaintenanceResponse.newBuilder()
                                .addAllWindows(
                                        rooms.windows().list(database).stream()
                                                .map(ContractAlerts::of)
                                                .toList())
                                .build());
        calls.act(
                AlertsGrpcService.EndMaintenance,
                (call, request) -> "maintenance:" + request.getId(),
                this::end);
    }

    private ListAlertsResponse list(ListAlertsRequest request) {
        if (request.getResolved() < 0 || request.getResolved() > MOST) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "limit-refused",
                    "a list of " + request.getResolved() + " cannot be had",
                    "Ask for 0 to " + MOST + ".");
        }
        Map<String, Alert> open = new LinkedHashMap<>();
        stored(request.getCluster(), true, MOST_OPEN).forEach(alert -> open.put(alert.id(), alert));
        // what is here is newer than what was kept of it
        rooms.watch().open().stream()
                .filter(alert -> isAsked(request, alert))
                .forEach(alert -> open.put(alert.id(), alert));
        List<Alert> resolved =
                request.getResolved() == 0
                        ? List.of()
                        : stored(request.getCluster(), false, request.getResolved());
        return ListAlertsResponse.newBuilder()
                .addAllAlerts(
                        Stream.concat(
                                        open.values().stream()
                                                .sorted(
                                                        Comparator.comparing(Alert::since)
                                                                .reversed()),
                                        resolved.stream())
                                .map(
                                        alert ->
                                                ContractAlerts.of(
                                                        alert,
                                                        rooms.watch()
                                                                .isQuiet(alert.key().cluster())))
                                .toList())
                .build();
    }

    private static boolean isAsked(ListAlertsRequest request, Alert alert) {
        return request.getCluster().isEmpty() || request.getCluster().equals(alert.key().cluster());
    }

    /** While the database is away, what is known here is all that there is. */
    private List<Alert> stored(String cluster, boolean isOpen, int limit) {
        try {
            return rooms.store().newest(cluster, isOpen, limit);
        } catch (HoldfastException e) {
            if (Database.isUnreachable(e) && isOpen) {
                return List.of();
            }
            throw e;
        }
    }

    private AuditedCalls.InTransaction<AcknowledgeAlertResponse> acknowledge(
            Call call, AcknowledgeAlertRequest request) {
        Alert.Acknowledgement by = new Alert.Acknowledgement(call.caller().user(), clock.instant());
        return new AuditedCalls.InTransaction<>() {
            @Override
            public Answered<AcknowledgeAlertResponse> make(Sql transaction) {
                if (!rooms.store().acknowledge(transaction, request.getId(), by)) {
                    throw new HoldfastException(
                            ErrorCategory.NOT_FOUND,
                            "alert-not-firing",
                            "no alert of that id fires with nobody to look after it",
                            "'holdfast alerts' shows those that do.");
                }
                return Answered.of(AcknowledgeAlertResponse.getDefaultInstance());
            }

            @Override
            public void afterwards() {
                rooms.watch().acknowledged(request.getId(), by);
            }
        };
    }

    private AuditedCalls.InTransaction<TestRouteResponse> test(
            Call call, TestRouteRequest request) {
        try {
            String failure = rooms.routes().test(request.getRoute());
            return sql ->
                    Answered.of(
                                    TestRouteResponse.newBuilder()
                                            .setDelivered(failure.isEmpty())
                                            .setFailure(failure)
                                            .build())
                            .to(new JsonObject().put("failure", failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "route-test-interrupted",
                    "the test was given up",
                    "Try again.",
                    e);
        }
    }

    private AuditedCalls.InTransaction<StartMaintenanceResponse> start(
            Call call, StartMaintenanceRequest request) {
        return sql -> {
            MaintenanceWindows.Window window =
                    rooms.windows()
                            .start(
                                    sql,
                                    request.getCluster(),
                                    ContractTimes.of(request.getUntil()),
                                    request.getReason(),
                                    call.caller().user());
            return Answered.of(
                            StartMaintenanceResponse.newBuilder()
                                    .setWindow(ContractAlerts.of(window))
                                    .build())
                    .to(
                            new JsonObject()
                                    .put("until", window.until().toString())
                                    .put("reason", window.reason()));
        };
    }

    private AuditedCalls.InTransaction<EndMaintenanceResponse> end(
            Call call, EndMaintenanceRequest request) {
        return sql -> {
            MaintenanceWindows.Window was = rooms.windows().end(sql, request.getId());
            return Answered.of(EndMaintenanceResponse.getDefaultInstance())
                    .from(
                            new JsonObject()
                                    .put("cluster", was.cluster())
                                    .put("until", was.until().toString()));
        };
    }
}
