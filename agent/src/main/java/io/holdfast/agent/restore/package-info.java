/**
 * Restoring a cluster: {@link io.holdfast.agent.restore.RestorePlanner} finds out what has to be
 * done and refuses what cannot be, {@link io.holdfast.agent.restore.RestoreApply} does it, a {@link
 * io.holdfast.agent.restore.feed.Feeder} hands WAL to the started server, and a {@link
 * io.holdfast.agent.restore.watch.RecoveryWatch} says what it reached. Needs a repository and a
 * key, and nothing else.
 */
@NullMarked
package io.holdfast.agent.restore;

import org.jspecify.annotations.NullMarked;
