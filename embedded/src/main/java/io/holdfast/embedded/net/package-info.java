/**
 * A network that fails on demand: a TCP proxy to put between a client and a server. It knows
 * nothing of the protocols that pass through it.
 */
@NullMarked
package io.holdfast.embedded.net;

import org.jspecify.annotations.NullMarked;
