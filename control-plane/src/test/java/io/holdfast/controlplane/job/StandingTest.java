package io.holdfast.controlplane.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Duration;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Policy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TWO = Instant.parse("2026-03-10T02:00:00Z");

    private static final Policy NIGHTLY =
            Policy.newBuilder()
                    .addSchedules(
                            BackupSchedule.newBuilder()
                                    .setKind(BackupKind.BACKUP_KIND_FULL)
                                    .setCron("0 2 * * *")
                                    .setJitter(Duration.newBuilder().setSeconds(600)))
                    .build();

    private static Standing at(Instant now, Instant since, Optional<Instant> begun) {
        return Standing.of(
                inForce(NIGHTLY, since),
                LONG_AGO,
                begun.map(due -> new BackupRuns.Newest(Optional.empty(), "", Optional.of(due))),
                now);
    }

    private static Policies.InForce inForce(Policy policy, Instant since) {
        return new Policies.InForce(AssignedPolicy.newBuilder().setPolicy(policy).build(), since);
    }

    /** Ten minutes of jitter and fifteen of patience. */
    @Test
    void aRunIsLateWhenItsJitterAndSomePatienceAreOver() {
        assertEquals(
                Optional.of(TWO.minusSeconds(86_400)),
                at(TWO.plusSeconds(1_499), LONG_AGO, Optional.empty()).lateSince());
        assertEquals(
                Optional.of(TWO),
                at(TWO.plusSeconds(1_500), LONG_AGO, Optional.empty()).lateSince());
        assertEquals(
                Optional.empty(),
                at(TWO.plusSeconds(1_500), LONG_AGO, Optional.of(TWO)).lateSince());
        assertEquals(
                Optional.of(TWO),
                at(TWO.plusSeconds(1_500), LONG_AGO, Optional.of(TWO.minusSeconds(86_400)))
                        .lateSince());
    }

    @Test
    void whatWasDueBeforeThePolicyIsNotLate() {
        assertEquals(
                Optional.empty(), at(TWO.plusSeconds(9_000), TWO, Optional.empty()).lateSince());
    }

    @Test
    void theNextIsTheFirstThatIsNamedAfterNow() {
        assertEquals(Optional.of(TWO), at(TWO.minusSeconds(1), TWO, Optional.empty()).nextDue());
        assertEquals(
                Optional.empty(),
                Standing.of(Policies.InForce.NONE, LONG_AGO, Optional.empty(), TWO).nextDue());
    }
}
