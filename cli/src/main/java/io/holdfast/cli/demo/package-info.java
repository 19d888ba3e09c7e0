/**
 * {@code holdfast demo}: a real database, a real disaster and a real restore, on one machine in a
 * minute, with a proof of what came back. Uses the agent as everyone does; knows nothing of its
 * insides.
 */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
