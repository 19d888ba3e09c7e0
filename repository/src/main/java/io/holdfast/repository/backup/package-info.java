/**
 * What a base backup is in the repository: its id, the names of its objects, and the records that
 * they hold. Values only; writing lives in {@code write}, reading in {@code read}, copying between
 * repositories in {@code copy}. Format: docs/repository-format.md, section 8.
 */
@NullMarked
package io.holdfast.repository.backup;

import org.jspecify.annotations.NullMarked;
