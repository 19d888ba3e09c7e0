/**
 * Which WAL a restore needs and where it ends: the plan that maps every file name that a recovering
 * PostgreSQL may ask for to a range of a branch, and the record at which recovery shall stop.
 * Handing the files over is the feeder's work.
 */
@NullMarked
package io.holdfast.agent.restore.wal;

import org.jspecify.annotations.NullMarked;
