/**
 * Keys: the master key that people keep, the data key of each cluster that it wraps, and what is
 * derived from it. Nothing here is ever printed. Format: docs/repository-format.md, section 4.
 */
@NullMarked
package io.holdfast.repository.key;

import org.jspecify.annotations.NullMarked;
