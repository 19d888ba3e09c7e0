/** The contract's values and Java's, and its messages as text. */
@NullMarked
package io.holdfast.controlplane.contract;

import org.jspecify.annotations.NullMarked;
