/**
 * By what an agent works: its own configuration, or the policy that the control plane has assigned
 * to its cluster, kept so that it holds while the control plane is away.
 */
@NullMarked
package io.holdfast.agent.policy;

import org.jspecify.annotations.NullMarked;
