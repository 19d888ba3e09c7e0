/** Tests of the kinds of value. */
@NullMarked
package io.holdfast.agent.config.value;

import org.jspecify.annotations.NullMarked;
