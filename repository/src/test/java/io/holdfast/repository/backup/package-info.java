/** Proofs that a backup in a repository is whole, or is not listed. */
@NullMarked
package io.holdfast.repository.backup;

import org.jspecify.annotations.NullMarked;
