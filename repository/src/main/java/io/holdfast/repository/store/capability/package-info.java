/**
 * Finds out by trying what an object store can do for the credentials that an agent has. Nothing
 * here trusts documentation, version numbers or names of products.
 */
@NullMarked
package io.holdfast.repository.store.capability;

import org.jspecify.annotations.NullMarked;
