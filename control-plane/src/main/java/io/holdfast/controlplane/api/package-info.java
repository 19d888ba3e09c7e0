/**
 * The automation API: the contract's calls, each over the room that does the work, and the port's
 * handler that serves them as gRPC, as gRPC-Web and as JSON. Decides nothing itself.
 */
@NullMarked
package io.holdfast.controlplane.api;

import org.jspecify.annotations.NullMarked;
