/**
 * Expiry: which backups and which WAL go, decided by a pure function over what a repository holds,
 * and the deletion in an order that a crash cannot hurt. The only place that deletes. The catalog
 * key is enough. Format: docs/repository-format.md, section 8.5.
 */
@NullMarked
package io.holdfast.repository.expire;

import org.jspecify.annotations.NullMarked;
