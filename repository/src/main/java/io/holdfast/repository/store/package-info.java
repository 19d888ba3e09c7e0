/**
 * Where objects are kept: the port {@link io.holdfast.repository.store.ObjectStore}, its adapters
 * (S3, directory, memory) and its decorators (retry, metrics). Knows bytes and names, and nothing
 * of what they mean.
 */
@NullMarked
package io.holdfast.repository.store;

import org.jspecify.annotations.NullMarked;
