package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.lag.LagPicture;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Lease;
import io.holdfast.controlplane.policy.Policies;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What is judged, and where it is kept.
 *
 * @param lease of what one of several control planes judges
 * @param nanos the picture's clock
 */
public record AlertRooms(
        Database database,
        LagPicture picture,
        Fleet fleet,
        Policies policies,
        BackupRuns runs,
        MaintenanceWindows windows,
        AlertStore store,
        Lease lease,
        InstantSource clock,
        LongSupplier nanos) {}
