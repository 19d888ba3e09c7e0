package io.holdfast.controlplane.policy;

import com.google.protobuf.Message;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.ApplyRequest;
import io.holdfast.proto.v1.Assignment;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.DocumentAction;
import io.holdfast.proto.v1.DocumentChange;
import io.holdfast.proto.v1.PlanApplyResponse;
import io.holdfast.proto.v1.Policy;
import io.holdfast.repository.container.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Some documents at once: what they would change, and the change, all of it or nothing. */
public final class Applying {
    private static final int MOST_DOCUMENTS = 100;

    private final Policies policies;

    public Applying(Policies policies) {
        this.policies = policies;
    }

    /**
     * What applying these documents would change.
     *
     * @throws HoldfastException {@code documents-refused}, {@code policy-malformed}, {@code
     *     policy-name-malformed}, {@code policy-built-in}, {@code policy-not-found}, {@code
     *     agent-name-malformed}
     */
    public PlanApplyResponse plan(Sql sql, List<Document> documents) {
        requireCount(documents);
        requireDifferent(documents);
        Map<String, List<String>> clusters = policies.clusters(sql);
        Map<String, Policy> given =
                documents.stream()
                        .filter(Document::hasPolicy)
                        .map(Document::getPolicy)
                        .collect(Collectors.toMap(Policy::getName, policy -> policy));
        PlanApplyResponse.Builder plan = PlanApplyResponse.newBuilder();
        StringBuilder seen = new StringBuilder();
        for (Document document : documents) {
            plan.addChanges(
                    document.hasPolicy()
                            ? policy(sql, document.getPolicy(), seen)
                                    .addAllClusters(
                                            clusters.getOrDefault(
                                                    document.getPolicy().getName(), List.of()))
                            : assignment(sql, document.getAssignment(), given, seen));
        }
        return plan.setFingerprint(fingerprint(seen)).build();
    }

    private DocumentChange.Builder policy(Sql sql, Policy policy, StringBuilder seen) {
        PolicyRules.check(policy);
        Optional<Policies.Applied> before = policies.find(sql, policy.getName());
        seen.append(before.map(Policies.Applied::version).orElse(0L)).append('\n');
        return change("policy", policy.getName(), before.map(Policies.Applied::policy), policy)
                .setKeepsLess(
                        before.filter(old -> Keeping.isLess(old.policy(), policy)).isPresent());
    }

    private DocumentChange.Builder assignment(
            Sql sql, Assignment assignment, Map<String, Policy> given, StringBuilder seen) {
        AgentName.checkCluster(assignment.getCluster());
        String name = assignment.getPolicy();
        Policy next =
                given.containsKey(name) ? given.get(name) : policies.get(sql, name, 0).policy();
        Optional<Assignment> before = policies.assignment(sql, assignment.getCluster());
        seen.append(before.map(Assignment::getPolicy).orElse("")).append('\n');
        return change("assignment", assignment.getCluster(), before, assignment)
                .addClusters(assignment.getCluster())
                .setKeepsLess(
                        before.flatMap(old -> policies.find(sql, old.getPolicy()))
                                .filter(old -> Keeping.isLess(old.policy(), next))
                                .isPresent());
    }

    private static <M extends Message> DocumentChange.Builder change(
            String kind, String name, Optional<M> before, M after) {
        DocumentChange.Builder change = DocumentChange.newBuilder().setKind(kind).setName(name);
        if (before.isEmpty()) {
            return change.setAction(DocumentAction.DOCUMENT_ACTION_CREATED);
        }
        if (before.get().equals(after)) {
            return change.setAction(DocumentAction.DOCUMENT_ACTION_UNCHANGED);
        }
        return change.setAction(DocumentAction.DOCUMENT_ACTION_CHANGED)
                .addAllFields(Differences.of(before.get(), after));
    }

    private static String fingerprint(CharSequence seen) {
        return HexFormat.of()
                .formatHex(
                        Digests.sha256().digest(seen.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Applies them.
     *
     * @throws HoldfastException {@code documents-changed}, {@code retention-shortened}, and as
     *     {@link #plan}
     */
    public List<DocumentChange> apply(Sql sql, ApplyRequest request, String by) {
        List<Document> documents = request.getDocumentsList();
        String fingerprint = request.getFingerprint();
        PlanApplyResponse plan = plan(sql, documents);
        if (!fingerprint.isEmpty() && !fingerprint.equals(plan.getFingerprint())) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "documents-changed",
                    "what was to be changed has changed meanwhile",
                    "Look again at what would change: 'holdfast diff -f FILE'.");
        }
        if (!request.getKeepLess()) {
            requireNotLess(plan);
        }
        put(documents, plan, true, document -> policies.put(sql, document.getPolicy(), by));
        put(documents, plan, false, document -> policies.assign(sql, document.getAssignment()));
        return plan.getChangesList();
    }

    private static void requireNotLess(PlanApplyResponse plan) {
        plan.getChangesList().stream()
                .filter(DocumentChange::getKeepsLess)
                .findFirst()
                .ifPresent(
                        change -> {
                            throw new HoldfastException(
                                    ErrorCategory.REFUSED,
                                    "retention-shortened",
                                    "the "
                                            + change.getKind()
                                            + " "
                                            + change.getName()
                                            + " would keep backups less long than now",
                                    "Look at what would change with 'holdfast diff -f FILE', and"
                                            + " apply it with --keep-less if that is meant.");
                        });
    }

    private interface Putting {
        void put(Document document);
    }

    // Policies first: an assignment may be to one that comes after it.
    private static void put(
            List<Document> documents, PlanApplyResponse plan, boolean isPolicy, Putting putting) {
        for (int i = 0; i < documents.size(); i++) {
            boolean isNews =
                    plan.getChanges(i).getAction() != DocumentAction.DOCUMENT_ACTION_UNCHANGED;
            if (isNews && documents.get(i).hasPolicy() == isPolicy) {
                putting.put(documents.get(i));
            }
        }
    }

    private static void requireCount(List<Document> documents) {
        boolean areAllKnown =
                documents.stream()
                        .allMatch(document -> document.hasPolicy() || document.hasAssignment());
        if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS || !areAllKnown) {
            throw refused(
                    "they are none, or more than "
                            + MOST_DOCUMENTS
                            + ", or one of them is neither a policy nor an assignment");
        }
    }

    private static void requireDifferent(List<Document> documents) {
        Set<String> names = new HashSet<>();
        for (Document document : documents) {
            String name =
                    document.hasPolicy()
                            ? "policy " + document.getPolicy().getName()
                            : "assignment of " + document.getAssignment().getCluster();
            if (!names.add(name)) {
                throw refused("there are two for the same name");
            }
        }
    }

    private static HoldfastException refused(String why) {
        return new HoldfastException(
                ErrorCategory.USER,
                "documents-refused",
                "the documents cannot be applied together: " + why,
                "Put each policy, and each cluster's assignment, once into the file.");
    }
}
