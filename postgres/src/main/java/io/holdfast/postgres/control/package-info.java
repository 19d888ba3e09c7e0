/**
 * {@code global/pg_control}: what a cluster says about itself when nobody is connected. Reads the
 * layouts of PostgreSQL 14 to 18 on 64-bit little-endian machines; never writes one.
 */
@NullMarked
package io.holdfast.postgres.control;

import org.jspecify.annotations.NullMarked;
