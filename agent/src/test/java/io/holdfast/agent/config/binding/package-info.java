/** The reference page of the settings. */
@NullMarked
package io.holdfast.agent.config.binding;

import org.jspecify.annotations.NullMarked;
