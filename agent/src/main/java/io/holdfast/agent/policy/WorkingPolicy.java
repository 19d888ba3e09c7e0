package io.holdfast.agent.policy;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import io.holdfast.agent.config.RetentionConfig;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.PolicyInForce;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By what the agent makes and keeps backups now. A policy takes the place of the configuration's
 * schedules and retention as a whole: nothing of the two is mixed. For any thread.
 */
public final class WorkingPolicy {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.policy");

    private final AgentConfig config;
    private final PolicyFile file;
    private final Runnable changed;
    private volatile Rules rules;
    private volatile Optional<HoldfastException> refusal = Optional.empty();

    private record Rules(
            AssignedPolicy assigned, List<BackupSchedule> schedules, RetentionConfig retention) {}

    /**
     * Begins with what was assigned last.
     *
     * @param changed is run when schedules or retention may have changed
     */
    public WorkingPolicy(AgentConfig config, Runnable changed) {
        this.config = config;
        this.file = new PolicyFile(config.controlPlane().directory(), config.cluster());
        this.changed = changed;
        this.rules = own();
        try {
            this.rules = rules(file.find());
        } catch (HoldfastException e) {
            LOG.error("the agent works by its own configuration: {}", e.advice());
            this.refusal = Optional.of(e);
        }
    }

    private Rules own() {
        return new Rules(
                AssignedPolicy.getDefaultInstance(),
                config.backup().schedules(),
                config.retention());
    }

    private Rules rules(AssignedPolicy assigned) {
        return assigned.hasPolicy()
                ? new Rules(
                        assigned,
                        PolicyReading.schedules(assigned.getPolicy()),
                        PolicyReading.retention(assigned.getPolicy().getRetention()))
                : own();
    }

    /** Works by this from now on; what cannot be done changes nothing, and is told. */
    public synchronized void take(AssignedPolicy assigned) {
        try {
            if (assigned.equals(rules.assigned())) {
                refusal = Optional.empty();
                return;
            }
            Rules next = rules(assigned);
            file.keep(assigned);
            rules = next;
            refusal = Optional.empty();
            LOG.info("the agent works by {}", name(assigned));
            changed.run();
        } catch (HoldfastException e) {
            refusal = Optional.of(e);
            LOG.error("{}", e.advice());
        }
    }

    private static String name(AssignedPolicy assigned) {
        return assigned.hasPolicy()
                ? "policy %s, version %d"
                        .formatted(assigned.getPolicy().getName(), assigned.getVersion())
                : "its own configuration";
    }

    /** When backups are made. */
    public List<BackupSchedule> schedules() {
        return rules.schedules();
    }

    /** What is kept. */
    public RetentionConfig retention() {
        return rules.retention();
    }

    /** What the control plane is told of it. */
    public PolicyInForce inForce() {
        AssignedPolicy assigned = rules.assigned();
        PolicyInForce.Builder told =
                PolicyInForce.newBuilder()
                        .setName(assigned.getPolicy().getName())
                        .setVersion(assigned.getVersion());
        refusal.ifPresent(
                e ->
                        told.setRefusal(
                                Failure.newBuilder()
                                        .setCode(e.code())
                                        .setMessage(Objects.requireNonNullElse(e.getMessage(), ""))
                                        .setHint(e.hint())));
        return told.build();
    }
}
