package io.holdfast.controlplane.link;

import io.holdfast.controlplane.fleet.Agents;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.fleet.Outboxes;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.job.Jobs;
import io.holdfast.controlplane.job.Progress;
import io.holdfast.controlplane.lag.LagPicture;
import io.holdfast.controlplane.lag.history.LagHistory;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.policy.Policies;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What works with what agents say.
 *
 * @param nanos monotonic, the picture's clock
 * @param reportInterval how often agents are asked to report their lag
 */
public record LinkRooms(
        Database database,
        Agents agents,
        Fleet fleet,
        Outboxes outboxes,
        LagPicture picture,
        LagHistory history,
        Policies policies,
        Jobs jobs,
        BackupRuns runs,
        Progress progress,
        InstantSource clock,
        LongSupplier nanos,
        Duration reportInterval) {}
