/**
 * Trying a backup: it is restored into a scratch directory, started there by itself, recovered up
 * to a point, asked what it reached, and thrown away. What the outcome means for a backup does not
 * live here.
 */
@NullMarked
package io.holdfast.agent.verify.trial;

import org.jspecify.annotations.NullMarked;
