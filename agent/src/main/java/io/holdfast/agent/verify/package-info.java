/**
 * Verifying backups: looks at every object that a backup and its WAL are made of, level by level,
 * and names what is damaged. Nothing in a repository is repaired, tried again or deleted. How a
 * backup is started lives in {@link io.holdfast.agent.verify.trial}.
 */
@NullMarked
package io.holdfast.agent.verify;

import org.jspecify.annotations.NullMarked;
