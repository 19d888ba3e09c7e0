package io.holdfast.controlplane.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.ManualClock;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.ApplyRequest;
import io.holdfast.proto.v1.Assignment;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.DocumentAction;
import io.holdfast.proto.v1.DocumentChange;
import io.holdfast.proto.v1.FieldChange;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.proto.v1.Verification;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplyingTest {
    private final StateServer server = StateServer.start(18);
    private final Database database = server.open();
    private final ManualClock clock = new ManualClock();
    private final Policies policies = new Policies(clock);
    private final Applying applying = new Applying(policies);

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    private static Policy.Builder policy(String name) {
        return Policy.newBuilder()
                .setName(name)
                .setObjectives(Objectives.newBuilder().setDatabase(seconds(900)))
                .addSchedules(
                        BackupSchedule.newBuilder()
                                .setKind(BackupKind.BACKUP_KIND_FULL)
                                .setCron("0 2 * * *"))
                .setRetention(Retention.newBuilder().setDaily(30).setWindow(seconds(86_400)));
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    private static Document of(Policy.Builder policy) {
        return Document.newBuilder().setPolicy(policy).build();
    }

    private static Document assign(String cluster, String policy) {
        return Document.newBuilder()
                .setAssignment(Assignment.newBuilder().setCluster(cluster).setPolicy(policy))
                .build();
    }

    private List<DocumentChange> apply(Document... documents) {
        return apply(ApplyRequest.newBuilder().addAllDocuments(List.of(documents)));
    }

    private List<DocumentChange> apply(ApplyRequest.Builder request) {
        return database.inTransaction(sql -> applying.apply(sql, request.build(), "alice"));
    }

    private String refused(Document... documents) {
        return assertThrows(HoldfastException.class, () -> apply(documents)).code();
    }

    private static List<DocumentAction> actions(List<DocumentChange> changes) {
        return changes.stream().map(DocumentChange::getAction).toList();
    }

    @Test
    void whatChangesHasAVersionAndWhatDoesNotHasNone() {
        apply(of(policy("payments")), assign("bank", "payments"));
        assertEquals(
                List.of(
                        DocumentAction.DOCUMENT_ACTION_UNCHANGED,
                        DocumentAction.DOCUMENT_ACTION_UNCHANGED),
                actions(apply(of(policy("payments")), assign("bank", "payments"))));
        apply(of(policy("payments").setDescription("money")));

        Policies.Applied now = policies.get(database, "payments", 0);
        assertEquals(2, now.version());
        assertEquals("alice", now.appliedBy());
        assertEquals("", policies.get(database, "payments", 1).policy().getDescription());
        assertEquals(
                2,
                Objects.requireNonNull(policies.inForce(database).get("bank"))
                        .policy()
                        .getVersion());
    }

    @Test
    @DisplayName("T93: what a document does not say does not hold, and that is shown")
    void aDocumentTakesThePlaceOfTheOneBeforeAsAWhole() {
        apply(of(policy("payments")));
        Policy.Builder less =
                policy("payments")
                        .clearSchedules()
                        .setRetention(Retention.newBuilder().setDaily(40));
        ApplyRequest.Builder request =
                ApplyRequest.newBuilder().addDocuments(of(less)).setKeepLess(true);

        DocumentChange change = apply(request).getFirst();

        assertEquals(less.build(), policies.get(database, "payments", 0).policy());
        assertEquals(
                List.of(
                        "retention.daily: 30 -> 40",
                        "retention.window: 86400s -> ",
                        "schedules[0].cron: 0 2 * * * -> ",
                        "schedules[0].kind: BACKUP_KIND_FULL -> "),
                change.getFieldsList().stream().map(ApplyingTest::text).toList());
    }

    private static String text(FieldChange change) {
        return change.getField() + ": " + change.getBefore() + " -> " + change.getAfter();
    }

    @Test
    void toKeepLessHasToBeMeant() {
        apply(of(policy("payments")), assign("bank", "financial"));
        Document less = of(policy("payments").setRetention(Retention.newBuilder().setDaily(30)));

        assertEquals("retention-shortened", refused(less));
        assertEquals("retention-shortened", refused(assign("bank", "development")));
        assertEquals(1, policies.get(database, "payments", 0).version());
        // nothing expires without a rule
        assertEquals(
                List.of(DocumentAction.DOCUMENT_ACTION_CHANGED),
                actions(apply(of(policy("payments").clearRetention()))));
        assertEquals("retention-shortened", refused(of(policy("payments"))));
    }

    @Test
    void whatHasChangedSinceItWasLookedAtIsNotApplied() {
        apply(of(policy("payments")));
        Document mine = of(policy("payments").setDescription("mine"));
        String seen = applying.plan(database, List.of(mine)).getFingerprint();
        apply(of(policy("payments").setDescription("theirs")));

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                apply(
                                        ApplyRequest.newBuilder()
                                                .addDocuments(mine)
                                                .setFingerprint(seen)));
        assertEquals("documents-changed", e.code());
    }

    @Test
    void allIsAppliedOrNothing() {
        assertEquals(
                "policy-not-found", refused(of(policy("payments")), assign("bank", "paymnets")));
        assertEquals(4, policies.all(database).size());
        assertEquals(
                "documents-refused",
                refused(of(policy("payments")), of(policy("payments").setDescription("x"))));
        assertEquals("documents-refused", refused());
        assertEquals("documents-refused", refused(Document.getDefaultInstance()));
        assertEquals("policy-built-in", refused(of(policy("financial"))));
        // an assignment may come before its policy
        apply(assign("bank", "payments"), of(policy("payments")));
        assertEquals(List.of("bank"), policies.clusters(database).get("payments"));
    }

    @Test
    void aPolicyIsDeletedWhenNobodyHasIt() {
        apply(of(policy("payments")), assign("bank", "payments"));
        HoldfastException e =
                assertThrows(HoldfastException.class, () -> policies.delete(database, "payments"));
        assertEquals("policy-assigned", e.code());
        policies.unassign(database, "bank");
        policies.delete(database, "payments");

        assertEquals(4, policies.all(database).size());
        assertEquals(1, policies.get(database, "payments", 1).version());
        apply(of(policy("payments")));
        assertEquals(2, policies.get(database, "payments", 0).version());
        assertTrue(policies.inForce(database).isEmpty());
    }

    static Stream<Policy.Builder> malformed() {
        BackupSchedule.Builder full =
                BackupSchedule.newBuilder()
                        .setKind(BackupKind.BACKUP_KIND_FULL)
                        .setCron("0 2 * * *");
        return Stream.of(
                policy("x").addSchedules(full.clone().clearKind()),
                policy("x").addSchedules(full.clone().setCron("often")),
                policy("x").addSchedules(full.clone().setCron("* ".repeat(200))),
                policy("x").addSchedules(full.clone().setTimeZone("Mars/Olympus")),
                policy("x").addSchedules(full.clone().setJitter(seconds(43_201))),
                policy("x").addSchedules(full.clone().setJitter(seconds(-1))),
                policy("x").addAllSchedules(Stream.generate(full::build).limit(16).toList()),
                policy("x").setDescription("x".repeat(501)),
                policy("x").setObjectives(Objectives.newBuilder().setRegion(seconds(0))),
                policy("x")
                        .setObjectives(
                                Objectives.newBuilder()
                                        .setRegion(
                                                Duration.newBuilder().setSeconds(1).setNanos(1))),
                policy("x").setRetention(Retention.newBuilder().setDaily(-1)),
                policy("x").setRetention(Retention.newBuilder().setYearly(1_000_000)),
                policy("x").setRetention(Retention.newBuilder().setWindow(seconds(60))),
                policy("x").setVerification(Verification.newBuilder().setMaxAge(seconds(9_999))),
                policy("x").setVerification(Verification.newBuilder().setLevelValue(99)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatAPolicyCannotBeIsNamed(Policy.Builder policy) {
        HoldfastException e = assertThrows(HoldfastException.class, () -> apply(of(policy)));

        assertEquals("policy-malformed", e.code());
        assertTrue(String.valueOf(e.getMessage()).startsWith("in the policy x, "), e::getMessage);
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        for (String name : List.of("", "UPPER", "a/b", "-a", "x".repeat(64), "a\u0000")) {
            assertEquals("policy-name-malformed", refused(of(policy(name))), name);
        }
    }

    /** What is built in can be applied under a name of one's own. */
    @Test
    void everyPresetIsAPolicy() {
        for (Policy preset : Presets.all()) {
            apply(of(preset.toBuilder().setName("my-" + preset.getName())));
        }
        assertEquals(8, policies.all(database).size());
    }
}
