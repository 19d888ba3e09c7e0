/**
 * How much would be lost if a disaster happened now, for every cluster, from what agents report and
 * from their silence. In memory: it answers whatever the database does. Knows neither the wire nor
 * a table; what was is in {@code lag.history}, what was promised is the policy's.
 */
@NullMarked
package io.holdfast.controlplane.lag;

import org.jspecify.annotations.NullMarked;
