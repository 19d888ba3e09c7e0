/**
 * Base backups of the running server into the cluster's repositories: {@code BASE_BACKUP} taken
 * apart as it streams, pages verified on the way, the manifest put where the WAL has come far
 * enough. The bytes in the repository are the business of {@code io.holdfast.repository.backup}.
 */
@NullMarked
package io.holdfast.agent.backup;

import org.jspecify.annotations.NullMarked;
