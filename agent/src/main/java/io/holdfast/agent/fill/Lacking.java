package io.holdfast.agent.fill;

import io.holdfast.error.HoldfastException;
import java.util.Optional;

/**
 * What one repository lacks that others hold, at the last look.
 *
 * @param backups to be copied
 * @param bytes of them as a whole, whatever is there of the one that is being copied
 * @param withoutWal further backups, whose WAL the repository does not hold: not copied before it
 *     does
 * @param failure why the last attempt to copy did not succeed
 */
public record Lacking(
        String repository,
        int backups,
        long bytes,
        int withoutWal,
        Optional<HoldfastException> failure) {
    /** Whether there is something to copy. */
    public boolean isPending() {
        return backups > 0;
    }
}
