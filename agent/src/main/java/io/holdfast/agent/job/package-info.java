/**
 * What the control plane asks to be done once, and what it is told of it: also of what this process
 * or one before it did not end.
 */
@NullMarked
package io.holdfast.agent.job;

import org.jspecify.annotations.NullMarked;
