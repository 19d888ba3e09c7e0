/** Proofs that a base backup of a running server can be restored, or is not listed. */
@NullMarked
package io.holdfast.agent.backup;

import org.jspecify.annotations.NullMarked;
