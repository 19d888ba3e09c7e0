package io.holdfast.controlplane.api;

import io.holdfast.controlplane.api.call.Answered;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.Call;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.contract.ContractPolicies;
import io.holdfast.controlplane.contract.Documents;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.controlplane.policy.Applying;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.proto.v1.ApplyRequest;
import io.holdfast.proto.v1.ApplyResponse;
import io.holdfast.proto.v1.Assignment;
import io.holdfast.proto.v1.DeleteAssignmentRequest;
import io.holdfast.proto.v1.DeleteAssignmentResponse;
import io.holdfast.proto.v1.DeletePolicyRequest;
import io.holdfast.proto.v1.DeletePolicyResponse;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.DocumentAction;
import io.holdfast.proto.v1.DocumentChange;
import io.holdfast.proto.v1.GetPolicyRequest;
import io.holdfast.proto.v1.GetPolicyResponse;
import io.holdfast.proto.v1.ListAssignmentsResponse;
import io.holdfast.proto.v1.ListPoliciesResponse;
import io.holdfast.proto.v1.PoliciesGrpcService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The calls of {@code Policies}. */
final class PolicyApi {
    private final Database database;
    private final Policies policies;
    private final Applying applying;
    private final Runnable changed;

    /**
     * @param changed tells the agents
     */
    PolicyApi(Database database, Policies policies, Runnable changed) {
        this.database = database;
        this.policies = policies;
        this.applying = new Applying(policies);
        this.changed = changed;
    }

    void bind(Calls calls) {
        calls.look(
                PoliciesGrpcService.PlanApply,
                (call, request) ->
                        database.inTransaction(
                                sql -> applying.plan(sql, request.getDocumentsList())));
        calls.act(
                PoliciesGrpcService.Apply,
                (call, request) -> subject(request.getDocumentsList()),
                this::apply);
        calls.look(PoliciesGrpcService.ListPolicies, (call, request) -> list());
        calls.look(PoliciesGrpcService.GetPolicy, (call, request) -> get(request));
        calls.act(
                PoliciesGrpcService.DeletePolicy,
                (call, request) -> "policy:" + request.getName(),
                this::delete);
        calls.look(PoliciesGrpcService.ListAssignments, (call, request) -> assignments());
        calls.act(
                PoliciesGrpcService.DeleteAssignment,
                (call, request) -> "cluster:" + request.getCluster(),
                this::unassign);
    }

    private static String subject(List<Document> documents) {
        return String.join(
                " ",
                documents.stream()
                        .limit(10)
                        .map(
                                document ->
                                        document.hasPolicy()
                                                ? "policy:" + document.getPolicy().getName()
                                                : "cluster:"
                                                        + document.getAssignment().getCluster())
                        .toList());
    }

    private AuditedCalls.InTransaction<ApplyResponse> apply(Call call, ApplyRequest request) {
        return telling(
                sql -> {
                    List<DocumentChange> changes =
                            applying.apply(sql, request, call.caller().user());
                    return Answered.of(ApplyResponse.newBuilder().addAllChanges(changes).build())
                            .to(new JsonObject().put("changes", told(changes)));
                });
    }

    // Each value with the one before: an auditor asks what a retention was, and who made it less.
    private static JsonArray told(List<DocumentChange> changes) {
        JsonArray told = new JsonArray();
        changes.stream()
                .filter(one -> one.getAction() != DocumentAction.DOCUMENT_ACTION_UNCHANGED)
                .forEach(one -> told.add(new JsonObject(Documents.text(one))));
        return told;
    }

    private ListPoliciesResponse list() {
        Map<String, List<String>> clusters = policies.clusters(database);
        return ListPoliciesResponse.newBuilder()
                .addAllPolicies(
                        policies.all(database).stream()
                                .map(one -> ContractPolicies.of(one, of(clusters, one)))
                                .toList())
                .build();
    }

    private static List<String> of(Map<String, List<String>> clusters, Policies.Applied policy) {
        return clusters.getOrDefault(policy.policy().getName(), List.of());
    }

    private GetPolicyResponse get(GetPolicyRequest request) {
        Policies.Applied found = policies.get(database, request.getName(), request.getVersion());
        return GetPolicyResponse.newBuilder()
                .setPolicy(ContractPolicies.of(found, of(policies.clusters(database), found)))
                .build();
    }

    private AuditedCalls.InTransaction<DeletePolicyResponse> delete(
            Call call, DeletePolicyRequest request) {
        return sql -> {
            Policies.Applied was = policies.delete(sql, request.getName());
            return Answered.of(DeletePolicyResponse.getDefaultInstance())
                    .from(
                            new JsonObject(Documents.text(was.policy()))
                                    .put("version", was.version()));
        };
    }

    private ListAssignmentsResponse assignments() {
        return ListAssignmentsResponse.newBuilder()
                .addAllAssignments(policies.assignments(database))
                .build();
    }

    private AuditedCalls.InTransaction<DeleteAssignmentResponse> unassign(
            Call call, DeleteAssignmentRequest request) {
        return telling(
                sql -> {
                    Assignment was = policies.unassign(sql, request.getCluster());
                    return Answered.of(DeleteAssignmentResponse.getDefaultInstance())
                            .from(new JsonObject().put("policy", was.getPolicy()));
                });
    }

    private interface Change<A> {
        Answered<A> make(Sql sql);
    }

    private <A> AuditedCalls.InTransaction<A> telling(Change<A> change) {
        return new AuditedCalls.InTransaction<>() {
            @Override
            public Answered<A> make(Sql transaction) {
                return change.make(transaction);
            }

            @Override
            public void afterwards() {
                changed.run();
            }
        };
    }
}
