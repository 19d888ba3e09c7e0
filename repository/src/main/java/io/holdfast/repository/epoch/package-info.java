/**
 * Epochs: who wrote which stretch of a cluster's history, and the tree that they form. Format:
 * docs/repository-format.md, section 6.
 */
@NullMarked
package io.holdfast.repository.epoch;

import org.jspecify.annotations.NullMarked;
