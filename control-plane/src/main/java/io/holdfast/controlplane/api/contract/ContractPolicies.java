package io.holdfast.controlplane.api.contract;

import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.proto.v1.AppliedPolicy;
import java.util.List;

/** Policies in the contract's terms. */
public final class ContractPolicies {
    private ContractPolicies() {}

    /**
     * @param clusters that have it
     */
    public static AppliedPolicy of(Policies.Applied applied, List<String> clusters) {
        AppliedPolicy.Builder policy =
                AppliedPolicy.newBuilder()
                        .setPolicy(applied.policy())
                        .setVersion(applied.version())
                        .setAppliedBy(applied.appliedBy())
                        .addAllClusters(clusters);
        if (applied.version() > 0) {
            policy.setAppliedAt(ContractTimes.of(applied.appliedAt()));
        }
        return policy.build();
    }
}
