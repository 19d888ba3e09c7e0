package io.holdfast.controlplane.api.contract;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.fleet.InstanceRole;
import io.holdfast.controlplane.fleet.JoinTokens;
import io.holdfast.controlplane.job.Standing;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupStanding;
import io.holdfast.proto.v1.Certificate;
import io.holdfast.proto.v1.Cluster;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.Finding;
import io.holdfast.proto.v1.FindingSeverity;
import io.holdfast.proto.v1.Instance;
import io.holdfast.proto.v1.JoinToken;
import java.time.Instant;
import java.util.function.Predicate;

/** Clusters, instances and join tokens in the contract's terms. */
public final class ContractFleet {
    private ContractFleet() {}

    public static JoinToken of(JoinTokens.JoinToken token) {
        return JoinToken.newBuilder()
                .setId(token.id())
                .setCluster(token.cluster())
                .setCreatedBy(token.createdBy())
                .setExpiresAt(ContractTimes.of(token.expiresAt()))
                .build();
    }

    /**
     * @param isConnected whether an agent is connected at this moment
     */
    public static Cluster.Builder of(Fleet.Cluster cluster, Predicate<AgentName> isConnected) {
        return Cluster.newBuilder()
                .setId(cluster.id())
                .setSystemIdentifier(cluster.systemIdentifier())
                .setJoinedAt(ContractTimes.of(cluster.joinedAt()))
                .addAllInstances(
                        cluster.instances().stream()
                                .map(
                                        instance ->
                                                of(
                                                        instance,
                                                        isConnected.test(
                                                                new AgentName(
                                                                        cluster.id(),
                                                                        instance.name()))))
                                .toList());
    }

    /** How the backups of a cluster stand. */
    public static BackupStanding of(Standing standing) {
        BackupStanding.Builder told = BackupStanding.newBuilder();
        standing.newest()
                .completeAt()
                .ifPresent(at -> told.setLastCompleteAt(ContractTimes.of(at)));
        if (!standing.newest().outcome().isEmpty()) {
            told.setLastOutcome(BackupOutcome.valueOf(standing.newest().outcome()));
        }
        standing.nextDue().ifPresent(at -> told.setNextDueAt(ContractTimes.of(at)));
        standing.lateSince().ifPresent(at -> told.setLateSince(ContractTimes.of(at)));
        return told.build();
    }

    private static Instance of(Fleet.Instance instance, boolean isConnected) {
        Instance.Builder builder =
                Instance.newBuilder()
                        .setName(instance.name())
                        .setAgentVersion(instance.agentVersion())
                        .setPostgresVersion(instance.version())
                        .setConnected(isConnected)
                        .addAllFindings(
                                instance.findings().stream().map(ContractFleet::of).toList());
        instance.role().ifPresent(role -> builder.setRole(of(role)));
        Instant heard = instance.lastHeardAt();
        if (heard != null) {
            builder.setLastHeardAt(ContractTimes.of(heard));
        }
        builder.setPolicy(instance.worksBy().policy())
                .setPolicyVersion(instance.worksBy().version());
        instance.worksBy()
                .refusal()
                .ifPresent(
                        why ->
                                builder.setPolicyRefusal(
                                        Failure.newBuilder()
                                                .setCode(why.code())
                                                .setMessage(why.message())
                                                .setHint(why.hint())));
        instance.certificate().ifPresent(known -> builder.setCertificate(of(known)));
        return builder.build();
    }

    private static io.holdfast.proto.v1.InstanceRole of(InstanceRole role) {
        return switch (role) {
            case PRIMARY -> io.holdfast.proto.v1.InstanceRole.INSTANCE_ROLE_PRIMARY;
            case STANDBY -> io.holdfast.proto.v1.InstanceRole.INSTANCE_ROLE_STANDBY;
        };
    }

    private static Certificate of(Fleet.Certificate known) {
        Certificate.Builder builder =
                Certificate.newBuilder()
                        .setSerial(known.serial())
                        .setNotAfter(ContractTimes.of(known.notAfter()));
        Instant revoked = known.revokedAt();
        if (revoked != null) {
            builder.setRevokedAt(ContractTimes.of(revoked));
        }
        return builder.build();
    }

    private static Finding of(io.holdfast.controlplane.fleet.Finding finding) {
        return Finding.newBuilder()
                .setCode(finding.code())
                .setSeverity(
                        switch (finding.severity()) {
                            case ADVICE -> FindingSeverity.FINDING_SEVERITY_ADVICE;
                            case WARNING -> FindingSeverity.FINDING_SEVERITY_WARNING;
                            case CRITICAL -> FindingSeverity.FINDING_SEVERITY_CRITICAL;
                        })
                .setMessage(finding.message())
                .setHint(finding.hint())
                .build();
    }
}
