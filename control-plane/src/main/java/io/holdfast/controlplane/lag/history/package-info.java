/**
 * How much would have been lost, minute by minute and hour by hour: kept in partitions of the
 * control plane's database, merged over instances when it is read, rolled up, and dropped when it
 * is old. What is lost now is in {@code lag}, which needs no database.
 */
@NullMarked
package io.holdfast.controlplane.lag.history;

import org.jspecify.annotations.NullMarked;
