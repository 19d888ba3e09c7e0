/**
 * WAL in a repository: pieces, seals, rolled objects, histories and gaps; where the unbroken WAL
 * ends (the frontier), and reading it back. Format: docs/repository-format.md, section 7.
 */
@NullMarked
package io.holdfast.repository.wal;

import org.jspecify.annotations.NullMarked;
