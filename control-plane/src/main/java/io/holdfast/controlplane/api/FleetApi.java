package io.holdfast.controlplane.api;

import io.holdfast.controlplane.api.call.Answered;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.Call;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.contract.ContractFleet;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.fleet.Agents;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.fleet.JoinTokens;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.job.Standing;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Cluster;
import io.holdfast.proto.v1.CreateJoinTokenRequest;
import io.holdfast.proto.v1.CreateJoinTokenResponse;
import io.holdfast.proto.v1.FleetGrpcService;
import io.holdfast.proto.v1.GetClusterRequest;
import io.holdfast.proto.v1.GetClusterResponse;
import io.holdfast.proto.v1.ListClustersResponse;
import io.holdfast.proto.v1.ListJoinTokensResponse;
import io.holdfast.proto.v1.RevokeAgentRequest;
import io.holdfast.proto.v1.RevokeAgentResponse;
import io.holdfast.proto.v1.RevokeJoinTokenRequest;
import io.holdfast.proto.v1.RevokeJoinTokenResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The calls of {@code Fleet}. */
final class FleetApi {
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final int LONGEST_REASON = 200;

    private final Database database;
    private final FleetRooms rooms;

    FleetApi(Database database, FleetRooms rooms) {
        this.database = database;
        this.rooms = rooms;
    }

    /**
     * What works for it.
     *
     * @param isConnected whether an agent is connected at this moment
     * @param revoked ends the connections of those who were revoked
     * @param agentsUrl where agents connect
     * @param caPin of the authority that they are to trust
     */
    record FleetRooms(
            Fleet fleet,
            Agents agents,
            JoinTokens tokens,
            Policies policies,
            BackupRuns runs,
            InstantSource clock,
            Predicate<AgentName> isConnected,
            Runnable revoked,
            String agentsUrl,
            String caPin) {}

    void bind(Calls calls) {
        calls.act(
                FleetGrpcService.CreateJoinToken,
                (call, request) -> "cluster:" + request.getCluster(),
                this::createJoinToken);
        calls.look(FleetGrpcService.ListJoinTokens, (call, request) -> listJoinTokens());
        calls.act(
                FleetGrpcService.RevokeJoinToken,
                (call, request) -> "join-token:" + request.getId(),
                this::revokeJoinToken);
        calls.look(FleetGrpcService.ListClusters, (call, request) -> listClusters());
        calls.look(FleetGrpcService.GetCluster, (call, request) -> getCluster(request));
        calls.act(
                FleetGrpcService.RevokeAgent,
                (call, request) -> "agent:" + request.getCluster() + "/" + request.getInstance(),
                this::revokeAgent);
    }

    private AuditedCalls.InTransaction<CreateJoinTokenResponse> createJoinToken(
            Call call, CreateJoinTokenRequest request) {
        Duration lifetime =
                request.hasLifetime() ? ContractTimes.of(request.getLifetime()) : LIFETIME;
        return sql -> {
            JoinTokens.Made made =
                    rooms.tokens()
                            .create(sql, request.getCluster(), call.caller().user(), lifetime);
            CreateJoinTokenResponse response =
                    CreateJoinTokenResponse.newBuilder()
                            .setToken(ContractFleet.of(made.token()))
                            .setSecret(made.secret())
                            .setUrl(rooms.agentsUrl())
                            .setCaPin(rooms.caPin())
                            .build();
            JsonObject what =
                    new JsonObject()
                            .put("id", made.token().id())
                            .put("expiresAt", made.token().expiresAt().toString());
            return Answered.of(response).to(what);
        };
    }

    private ListJoinTokensResponse listJoinTokens() {
        return ListJoinTokensResponse.newBuilder()
                .addAllTokens(
                        rooms.tokens().list(database).stream().map(ContractFleet::of).toList())
                .build();
    }

    private AuditedCalls.InTransaction<RevokeJoinTokenResponse> revokeJoinToken(
            Call call, RevokeJoinTokenRequest request) {
        return sql -> {
            rooms.tokens().revoke(sql, request.getId());
            return Answered.of(RevokeJoinTokenResponse.getDefaultInstance());
        };
    }

    private ListClustersResponse listClusters() {
        return ListClustersResponse.newBuilder()
                .addAllClusters(shown(rooms.fleet().clusters()))
                .build();
    }

    private GetClusterResponse getCluster(GetClusterRequest request) {
        List<Fleet.Cluster> one = List.of(rooms.fleet().cluster(request.getId()));
        return GetClusterResponse.newBuilder().setCluster(shown(one).getFirst()).build();
    }

    private List<Cluster> shown(List<Fleet.Cluster> clusters) {
        Map<String, Policies.InForce> policies = rooms.policies().inForce(database);
        Map<String, BackupRuns.Newest> newest = rooms.runs().newest();
        Instant now = rooms.clock().instant();
        return clusters.stream()
                .map(
                        cluster -> {
                            Policies.InForce policy =
                                    policies.getOrDefault(cluster.id(), Policies.InForce.NONE);
                            Optional<BackupRuns.Newest> runs =
                                    Optional.ofNullable(newest.get(cluster.id()));
                            return ContractFleet.of(cluster, rooms.isConnected())
                                    .setPolicy(policy.policy().getPolicy().getName())
                                    .setPolicyVersion(policy.policy().getVersion())
                                    .setBackups(
                                            ContractFleet.of(
                                                    Standing.of(
                                                            policy, cluster.joinedAt(), runs, now)))
                                    .build();
                        })
                .toList();
    }

    private AuditedCalls.InTransaction<RevokeAgentResponse> revokeAgent(
            Call call, RevokeAgentRequest request) {
        AgentName name = new AgentName(request.getCluster(), request.getInstance());
        String reason = request.getReason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "reason-missing",
                    "the revocation of " + name + " has no reason, or a long one",
                    "Say why in 1 to "
                            + LONGEST_REASON
                            + " characters: it is kept in the audit log.");
        }
        return new AuditedCalls.InTransaction<>() {
            @Override
            public Answered<RevokeAgentResponse> make(Sql sql) {
                int revoked = rooms.agents().revoke(sql, name);
                return Answered.of(RevokeAgentResponse.getDefaultInstance())
                        .to(new JsonObject().put("reason", reason).put("certificates", revoked));
            }

            @Override
            public void afterwards() {
                rooms.revoked().run();
            }
        };
    }
}
