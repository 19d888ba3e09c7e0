/**
 * WAL as bytes: page headers, records across pages, and the few records that recovery targets are
 * found by. Reads only, keeps the head of one record at a time, and never cuts or repairs.
 */
@NullMarked
package io.holdfast.postgres.wal;

import org.jspecify.annotations.NullMarked;
