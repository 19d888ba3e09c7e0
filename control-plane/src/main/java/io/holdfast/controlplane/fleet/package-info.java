/**
 * The databases that are looked after: how an agent becomes known and stays so, which clusters and
 * instances there are, and which of their settings endanger recovery. How agents talk is not known
 * here, nor what they say of the lag.
 */
@NullMarked
package io.holdfast.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
