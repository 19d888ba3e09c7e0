package io.holdfast.controlplane.link;

import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.BackupJob;
import io.holdfast.proto.v1.GivenJob;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the jobs that are open to the agents that are connected to this process. Of several
 * processes on one database, one gets to give a job that waits; what was given is given again until
 * the agent says something of it, for an agent does nothing twice.
 */
final class JobDispatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.link");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long AGAIN = Duration.ofSeconds(10).toNanos();

    private final LinkRooms rooms;
    private final Streams streams;
    private final Map<String, Long> given = new HashMap<>();

    JobDispatch(LinkRooms rooms, Streams streams) {
        this.rooms = rooms;
        this.streams = streams;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                try {
                    dispatch(rooms.database());
                } catch (HoldfastException e) {
                    // jobs are asked for through the same database, so nobody waits for this
                    LOG.debug("jobs are given later", e);
                } catch (RuntimeException e) {
                    LOG.error("jobs are given later", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more jobs are given");
        }
    }

    private void dispatch(Sql sql) {
        rooms.jobs().expire(sql);
        List<Job> open = rooms.jobs().open(sql);
        given.keySet().retainAll(open.stream().map(Job::getId).toList());
        for (Job job : open) {
            for (AgentStream stream : streams.all()) {
                boolean isMeant =
                        job.getState() == JobState.JOB_STATE_WAITING
                                ? job.getCluster().equals(stream.name().cluster())
                                : job.getCluster().equals(stream.name().cluster())
                                        && job.getInstance().equals(stream.name().instance());
                if (isMeant && give(sql, job, stream)) {
                    break;
                }
            }
        }
    }

    private boolean give(Sql sql, Job job, AgentStream stream) {
        long now = rooms.nanos().getAsLong();
        Long last = given.get(job.getId());
        if (stream.primary().isEmpty()) {
            return false;
        }
        boolean isGiven =
                job.getState() == JobState.JOB_STATE_SENT
                        ? last == null || now - last >= AGAIN
                        : rooms.jobs().give(sql, job.getId(), stream.name());
        if (isGiven) {
            given.put(job.getId(), now);
            stream.job(message(job, stream.primary().orElse("")));
        }
        return true;
    }

    private static GivenJob message(Job job, String systemIdentifier) {
        return GivenJob.newBuilder()
                .setId(job.getId())
                .setSystemIdentifier(systemIdentifier)
                .setCreatedAt(job.getCreatedAt())
                .setExpiresAt(job.getExpiresAt())
                .setBackup(BackupJob.getDefaultInstance())
                .build();
    }
}
