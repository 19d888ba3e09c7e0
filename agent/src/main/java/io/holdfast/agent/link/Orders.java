package io.holdfast.agent.link;

import io.holdfast.agent.job.JobDesk;
import io.holdfast.agent.policy.WorkingPolicy;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.GivenJob;
import io.holdfast.proto.v1.PolicyInForce;
import io.holdfast.proto.v1.RunningJob;
import java.time.Duration;
import java.util.Optional;

/**
 * What the control plane says, to those who carry it out. A job that comes before the desk is open
 * is left: it is given again. For any thread; nothing here waits.
 */
public final class Orders {
    private final WorkingPolicy policy;
    private volatile Optional<JobDesk> desk = Optional.empty();

    public Orders(WorkingPolicy policy) {
        this.policy = policy;
    }

    /** From now on jobs are taken. */
    public void open(JobDesk opened) {
        desk = Optional.of(opened);
    }

    /** By this policy backups are to be made from now on. */
    void policy(AssignedPolicy assigned) {
        policy.take(assigned);
    }

    /** By which they are made. */
    PolicyInForce inForce() {
        return policy.inForce();
    }

    /**
     * This is to be done once.
     *
     * @param ahead how much the control plane's clock is ahead of this machine's
     * @param systemIdentifier of the database here, if it is known
     */
    void job(GivenJob job, Duration ahead, Optional<String> systemIdentifier) {
        desk.ifPresent(open -> open.take(job, ahead, systemIdentifier));
    }

    /** The job that is being done. */
    Optional<RunningJob> running() {
        return desk.flatMap(JobDesk::running);
    }
}
