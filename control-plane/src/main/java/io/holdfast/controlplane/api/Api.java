package io.holdfast.controlplane.api;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.access.Tokens;
import io.holdfast.controlplane.access.Users;
import io.holdfast.controlplane.alert.route.Routes;
import io.holdfast.controlplane.alert.watch.AlertStore;
import io.holdfast.controlplane.alert.watch.AlertWatch;
import io.holdfast.controlplane.alert.watch.MaintenanceWindows;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.CallRules;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.fleet.JoinTokens;
import io.holdfast.controlplane.link.AgentLinks;
import io.holdfast.controlplane.link.LinkRooms;
import io.holdfast.controlplane.persistence.Database;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** The automation API over the rooms that do the work. */
public final class Api {
    private static final CallRules RULES = CallRules.of(ApiServer.FILES);

    private Api() {}

    /**
     * What does the work.
     *
     * @param links the agents that are connected to this process
     * @param agentsUrl where agents connect
     */
    public record Rooms(
            Database database,
            Authentication authentication,
            Users users,
            Tokens tokens,
            AuditLog audit,
            JoinTokens joinTokens,
            AgentLinks links,
            LinkRooms rooms,
            AlertWatch watch,
            AlertStore alerts,
            Routes routes,
            MaintenanceWindows windows,
            String agentsUrl,
            String caPin) {}

    /** The handler of all requests of the API's port. */
    public static Router router(Vertx vertx, Rooms rooms) {
        AuditedCalls audited =
                new AuditedCalls(rooms.database(), rooms.authentication(), rooms.audit());
        Calls calls = new Calls(vertx, RULES, rooms.authentication(), audited);
        new AccessApi(rooms.database(), rooms.authentication(), rooms.users(), rooms.tokens())
                .bind(calls);
        new AuditApi(rooms.database(), rooms.audit()).bind(calls);
        new FleetApi(
                        rooms.database(),
                        new FleetApi.FleetRooms(
                                rooms.rooms().fleet(),
                                rooms.rooms().agents(),
                                rooms.joinTokens(),
                                rooms.rooms().policies(),
                                rooms.rooms().runs(),
                                rooms.rooms().clock(),
                                rooms.links()::isConnected,
                                rooms.links()::endRevoked,
                                rooms.agentsUrl(),
                                rooms.caPin()))
                .bind(calls);
        new PolicyApi(rooms.database(), rooms.rooms().policies(), rooms.links()::tellPolicies)
                .bind(calls);
        new JobApi(
                        rooms.database(),
                        rooms.rooms().jobs(),
                        rooms.rooms().runs(),
                        rooms.rooms().progress())
                .bind(calls);
        new AlertApi(
                        rooms.database(),
                        new AlertApi.AlertRooms(
                                rooms.watch(), rooms.alerts(), rooms.routes(), rooms.windows()),
                        rooms.rooms().clock())
                .bind(calls);
        new LagApi(
                        new LagApi.LagRooms(
                                rooms.rooms().picture(),
                                rooms.rooms().history(),
                                rooms.rooms().clock(),
                                rooms.rooms().nanos()))
                .bind(calls);
        return ApiServer.router(vertx, calls);
    }
}
