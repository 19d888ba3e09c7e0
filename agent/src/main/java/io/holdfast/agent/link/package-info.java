/**
 * The agent's way to a control plane: its identity, one stream on which it tells how it fares, and
 * what it keeps for a control plane that is away. Nothing of the capture waits for it.
 */
@NullMarked
package io.holdfast.agent.link;

import org.jspecify.annotations.NullMarked;
