/**
 * Gives each repository the backups that others hold and it lacks, as raw copies: what left a run,
 * or was away, is whole again without anybody's help. Decides what to copy and when; how an object
 * is copied is the repository's business.
 */
@NullMarked
package io.holdfast.agent.fill;

import org.jspecify.annotations.NullMarked;
