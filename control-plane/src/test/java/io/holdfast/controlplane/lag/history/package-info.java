/** The history of the lag in a real PostgreSQL. */
@NullMarked
package io.holdfast.controlplane.lag.history;

import org.jspecify.annotations.NullMarked;
