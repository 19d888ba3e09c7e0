/**
 * The coordinates of PostgreSQL's history: LSNs, timelines, WAL segments, system identifiers. Pure
 * values; nothing here does input or output.
 */
@NullMarked
package io.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
