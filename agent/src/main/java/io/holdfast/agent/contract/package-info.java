/** The contract's values and Java's. */
@NullMarked
package io.holdfast.agent.contract;

import org.jspecify.annotations.NullMarked;
