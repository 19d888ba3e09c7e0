package io.holdfast.agent.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingPolicyTest {
    @TempDir private Path folder;
    private final AtomicInteger changes = new AtomicInteger();
    private WorkingPolicy working;

    @BeforeEach
    void start() throws IOException {
        working = new WorkingPolicy(config("bank"), changes::incrementAndGet);
    }

    private AgentConfig config(String cluster) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("holdfast.yaml"),
                        """
                        cluster: %s
                        masterKey: {env: KEY}
                        controlPlane: {directory: agent}
                        repositories: [{name: near, directory: near}]
                        backup: {schedules: [{kind: full, cron: "0 1 * * *"}]}
                        retention: {count: 3, window: 7d}
                        """
                                .formatted(cluster));
        return AgentConfig.read(file, new Surroundings(n -> "x", "here", SecretCheck.WHEN_USED));
    }

    private static AssignedPolicy policy(long version, String cron) {
        return AssignedPolicy.newBuilder()
                .setVersion(version)
                .setPolicy(
                        Policy.newBuilder()
                                .setName("financial")
                                .addSchedules(
                                        BackupSchedule.newBuilder()
                                                .setKind(BackupKind.BACKUP_KIND_FULL)
                                                .setCron(cron)
                                                .setTimeZone("Europe/Paris"))
                                .setRetention(Retention.newBuilder().setDaily(30)))
                .build();
    }

    private String crons() {
        return working.schedules().stream().map(s -> s.cron() + " " + s.timeZone()).toList() + "";
    }

    @Test
    void withoutAPolicyTheConfigurationHolds() {
        assertEquals("[0 1 * * * UTC]", crons());
        assertEquals(3, working.retention().count());
        assertEquals("", working.inForce().getName());
    }

    @Test
    @DisplayName("T93: no rule of the older document is left")
    void aPolicyTakesThePlaceOfTheConfigurationAsAWhole() {
        working.take(policy(4, "0 2 * * *"));

        assertEquals("[0 2 * * * Europe/Paris]", crons());
        assertEquals(30, working.retention().full().daily());
        assertEquals(null, working.retention().count());
        assertEquals(null, working.retention().window());
        assertEquals(4, working.inForce().getVersion());
        assertEquals(1, changes.get());
    }

    @Test
    @DisplayName("T89: the control plane need not be there for its policy to hold")
    void aPolicyHoldsAfterARestart() throws IOException {
        working.take(policy(4, "0 2 * * *"));
        start();

        assertEquals("[0 2 * * * Europe/Paris]", crons());
        assertEquals("financial", working.inForce().getName());
        working.take(policy(4, "0 2 * * *"));
        assertEquals(1, changes.get());
    }

    @Test
    void aPolicyThatIsNotUnderstoodChangesNothing() {
        working.take(policy(4, "0 2 * * *"));
        working.take(policy(5, "every morning"));

        assertEquals("[0 2 * * * Europe/Paris]", crons());
        assertEquals(4, working.inForce().getVersion());
        assertEquals("policy-refused", working.inForce().getRefusal().getCode());
        working.take(policy(6, "0 3 * * *"));
        assertEquals("", working.inForce().getRefusal().getCode());
    }

    @Test
    void aPolicyThatIsTakenAwayLeavesTheConfiguration() throws IOException {
        working.take(policy(4, "0 2 * * *"));
        working.take(AssignedPolicy.getDefaultInstance());
        assertEquals("[0 1 * * * UTC]", crons());
        start();
        assertEquals("[0 1 * * * UTC]", crons());
    }

    @Test
    void thePolicyOfAnotherClusterDoesNotHold() throws IOException {
        working.take(policy(4, "0 2 * * *"));

        assertEquals(
                "",
                new WorkingPolicy(config("other"), changes::incrementAndGet).inForce().getName());
    }
}
