/**
 * Verifying backups: looks at every object that a backup and its WAL are made of, level by level,
 * and names what is damaged. Reads only: nothing is repaired, tried again or deleted.
 */
@NullMarked
package io.holdfast.agent.verify;

import org.jspecify.annotations.NullMarked;
