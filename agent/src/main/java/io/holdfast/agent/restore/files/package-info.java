/**
 * Lays down the files of a base backup: where each goes, which reads that takes, and in which order
 * things become durable, so that nothing that was interrupted can be started. Knows nothing of what
 * recovery will do.
 */
@NullMarked
package io.holdfast.agent.restore.files;

import org.jspecify.annotations.NullMarked;
