package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalStream;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.GapRecord;
import java.util.Optional;

/**
 * A session whose epoch is taken: from here on WAL may be written.
 *
 * @param branch leads to the new epoch
 * @param pending the first bytes of the new epoch, if they have come already
 */
record Begun(
        WalStream stream, Branch branch, Optional<GapRecord> gap, Optional<PendingWal> pending) {}
