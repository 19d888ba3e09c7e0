package io.holdfast.controlplane.job;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.proto.v1.JobProgress;
import io.holdfast.proto.v1.RunningJob;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How far the jobs are whose agents are connected to this process. For any thread. */
public final class Progress {
    private final Map<AgentName, RunningJob> running = new ConcurrentHashMap<>();

    /** An agent says how far its job is. */
    public void told(AgentName agent, RunningJob job) {
        running.put(agent, job);
    }

    /** An agent is gone. */
    public void gone(AgentName agent) {
        running.remove(agent);
    }

    /** How far a job of an agent is. */
    public Optional<JobProgress> of(AgentName agent, String job) {
        return Optional.ofNullable(running.get(agent))
                .filter(known -> known.getId().equals(job))
                .map(RunningJob::getProgress);
    }
}
